// The API key, sessions by password and refresh token, and the headers of every call (tenovos.md
// 2.2).
#include "tests/plugins/tenovos_lab/tenovos_lab.hpp"

namespace ingot::lab {
namespace {

constexpr const char* kLogin = R"({"username":"lab-user","password":"lab-password"})";
constexpr const char* kInvalid = "400 Invalid Authentication Parameters";

class TenovosSessions : public TenovosLab {
 protected:
  // A token call: the API key is all it needs.
  Reply ask_token(const std::string& body, const std::string& method = "POST",
                  const std::string& header = "") {
    Headers headers{{"X-API-Key", "lab-api-key"}, {"Content-Type", "application/json"}};
    if (!header.empty()) headers.add("AccessToken", header);
    return test::ask(
        *faulty, {.method = method, .target = "/v1/auth/token", .headers = headers, .body = body});
  }
  Json log_in() {
    const Reply reply = ask_token(kLogin);
    EXPECT_EQ(reply.status, 200) << reply.body;
    return json_of(reply);
  }
  static std::string refresh_body(const Json& session) {
    return R"({"session":{"accessToken":")" + text(session["session"]["accessToken"]) +
           R"(","refreshToken":")" + text(session["session"]["refreshToken"]) + "\"}}";
  }
  void use(const Json& session) {
    authorization = text(session["session"]["authorization"]);
    access_token = text(session["session"]["accessToken"]);
  }
  std::string asked() { return outcome(send("GET", "/metadata/vocabulary")); }
};

TEST_F(TenovosSessions, a_password_opens_a_session_in_the_documented_form) {
  const Json session = log_in();
  EXPECT_EQ(text(session["endpointUrl"]), "http://tenovos.test/v1");
  EXPECT_EQ(text(session["username"]), "lab-user");
  EXPECT_EQ(text(session["password"]), "");
  EXPECT_FALSE(text(session["clientId"]).empty());
  EXPECT_FALSE(text(session["userPoolId"]).empty());
  EXPECT_EQ(*session["session"]["expireEpoch"].integer(), clock.now_ms() + 3'600'000);
  use(session);
  EXPECT_EQ(asked(), "200 ");
  EXPECT_NE(authorization, access_token);
}

TEST_F(TenovosSessions, access_ends_at_the_very_millisecond_and_a_refresh_renews_it) {
  const Json session = log_in();
  use(session);
  clock.advance(3'599'999);
  EXPECT_EQ(asked(), "200 ");
  clock.advance(1);
  EXPECT_EQ(asked(), "401 Unauthorized");
  const Json renewed = json_of(ask_token(refresh_body(session)));
  EXPECT_EQ(text(renewed["session"]["refreshToken"]), text(session["session"]["refreshToken"]));
  EXPECT_NE(text(renewed["session"]["accessToken"]), access_token);
  use(renewed);
  EXPECT_EQ(asked(), "200 ");
  EXPECT_EQ(tenovos->facts().counters.at("logins"), 1U);
  EXPECT_EQ(tenovos->facts().counters.at("token_refreshes"), 1U);
}

TEST_F(TenovosSessions, a_refresh_token_lives_thirty_days) {
  const Json session = log_in();
  clock.advance(30LL * 86'400'000 - 1);
  const Json renewed = json_of(ask_token(refresh_body(session)));
  EXPECT_FALSE(text(renewed["session"]["accessToken"]).empty());
  clock.advance(1);
  EXPECT_EQ(outcome(ask_token(refresh_body(renewed))), "401 Unauthorized");
  EXPECT_EQ(tenovos->facts().counters.at("token_requests_refused"), 1U);
}

TEST_F(TenovosSessions, a_rotating_refresh_token_is_good_once) {
  TenovosOptions with;
  with.refresh_token = tenovos::RefreshToken::kRotate;
  restart(with);
  const Json session = log_in();
  const Json next = json_of(ask_token(refresh_body(session)));
  EXPECT_NE(text(next["session"]["refreshToken"]), text(session["session"]["refreshToken"]));
  EXPECT_EQ(outcome(ask_token(refresh_body(session))), "401 Unauthorized");
  EXPECT_EQ(ask_token(refresh_body(next)).status, 200);
}

TEST_F(TenovosSessions, refuses_other_forms_and_other_credentials) {
  const Json session = log_in();
  const std::string access = text(session["session"]["accessToken"]);
  struct Case {
    std::string body;
    const char* outcome;
  };
  const Case cases[] = {
      {"{}", kInvalid},
      {"{", kInvalid},
      {"[]", kInvalid},
      {R"({"username":"lab-user"})", kInvalid},
      {R"({"username":"lab-user","password":7})", kInvalid},
      {R"({"username":"lab-user","password":"lab-password","x":1})", kInvalid},
      {R"({"username":"lab-user","password":"x"})", "401 Unauthorized"},
      {R"({"username":"x","password":"lab-password"})", "401 Unauthorized"},
      {R"({"accessToken":"a","refreshToken":"b"})", kInvalid},
      {R"({"session":{"refreshToken":"b"}})", kInvalid},
      {R"({"session":{"accessToken":"a","refreshToken":"b"},"username":"lab-user"})", kInvalid},
      {R"({"session":{"accessToken":"a","refreshToken":"b"}})", "401 Unauthorized"},
      {R"({"session":{"accessToken":")" + access + R"(","refreshToken":"b"}})", "401 Unauthorized"},
      {R"({"session":{"accessToken":"lab-access-token","refreshToken":""}})", "401 Unauthorized"}};
  for (const Case& wrong : cases)
    EXPECT_EQ(outcome(ask_token(wrong.body)), wrong.outcome) << wrong.body;
  EXPECT_EQ(tenovos->facts().counters.at("logins"), 1U);
}

TEST_F(TenovosSessions, the_client_id_is_welcome_and_wanted_by_option) {
  const std::string with_id =
      R"({"username":"lab-user","password":"lab-password","clientId":"lab-client"})";
  EXPECT_EQ(ask_token(with_id).status, 200);
  TenovosOptions with;
  with.client_id_rule = tenovos::ClientId::kRequired;
  restart(with);
  EXPECT_EQ(ask_token(with_id).status, 200);
  EXPECT_EQ(outcome(ask_token(kLogin)), kInvalid);
}

TEST_F(TenovosSessions, without_the_api_key_nothing_is_let_in) {
  for (const char* key : {"", "other"}) {
    Headers headers = usual_headers();
    headers.set("X-API-Key", key);
    headers.add("Content-Type", "application/json");
    for (const char* target : {"/v1/auth/token", "/v1/asset"}) {
      EXPECT_EQ(
          outcome(test::ask(
              *faulty, {.method = "POST", .target = target, .headers = headers, .body = kLogin})),
          "403 Forbidden");
    }
  }
}

TEST_F(TenovosSessions, the_authorization_is_the_bare_token) {
  authorization = "";
  EXPECT_EQ(asked(), "401 Unauthorized");
  EXPECT_TRUE(rules().empty());
  for (const char* prefixed : {"Bearer lab-authorization", "Basic lab-authorization"}) {
    authorization = prefixed;
    EXPECT_EQ(asked(), "401 Unauthorized");
  }
  EXPECT_EQ(rules(), Violated{"authorization_prefixed"});
}

TEST_F(TenovosSessions, the_access_token_may_be_left_out_and_is_counted) {
  Headers headers = usual_headers();
  headers.erase("AccessToken");
  const test::Asked bare{.method = "GET", .target = "/v1/metadata/vocabulary", .headers = headers};
  EXPECT_EQ(test::ask(*faulty, bare).status, 200);
  EXPECT_EQ(tenovos->facts().counters.at("calls_without_access_token"), 1U);
  access_token = "other";
  EXPECT_EQ(asked(), "401 Unauthorized") << "but a wrong one is wrong";
  TenovosOptions with;
  with.access_token_header = tenovos::AccessTokenHeader::kRequired;
  restart(with);
  EXPECT_EQ(outcome(test::ask(*faulty, bare)), "401 Unauthorized");
}

TEST_F(TenovosSessions, tokens_of_different_answers_are_let_in_and_held_against_the_client) {
  use(log_in());
  access_token = text(log_in()["session"]["accessToken"]);
  EXPECT_EQ(asked(), "200 ");
  EXPECT_EQ(rules(), Violated{"session_tokens_mixed"});
}

TEST_F(TenovosSessions, a_revoked_session_is_over) {
  const Json session = log_in();
  use(session);
  EXPECT_EQ(outcome(ask_token(session.dump(), "DELETE")), "401 Unauthorized");
  EXPECT_EQ(outcome(ask_token(session.dump(), "DELETE", "other")), "401 Unauthorized");
  EXPECT_EQ(outcome(ask_token("{}", "DELETE", access_token)), kInvalid);
  EXPECT_EQ(ask_token(session.dump(), "DELETE", access_token).status, 200);
  EXPECT_EQ(asked(), "401 Unauthorized");
  EXPECT_EQ(outcome(ask_token(refresh_body(session))), "401 Unauthorized");
  EXPECT_EQ(tenovos->facts().counters.at("token_revocations"), 1U);
}

TEST_F(TenovosSessions, expired_on_demand_every_access_must_be_renewed) {
  const Json session = log_in();
  EXPECT_EQ(test::ask(*faulty, {.method = "POST", .target = "/__expire-tokens"}).status, 204);
  EXPECT_EQ(asked(), "401 Unauthorized") << "the static ones too";
  use(session);
  EXPECT_EQ(asked(), "401 Unauthorized");
  use(json_of(ask_token(refresh_body(session))));
  EXPECT_EQ(asked(), "200 ");
}

TEST_F(TenovosSessions, the_audit_never_shows_a_secret) {
  const Json session = log_in();
  use(session);
  asked();
  authorization = "Bearer " + authorization;
  asked();
  const std::string all = audit().dump();
  for (const char* secret : {"lab-api-key", "lab-password", "lab-refresh", "eyJ"}) {
    EXPECT_EQ(all.find(secret), std::string::npos) << secret;
  }
}

}  // namespace
}  // namespace ingot::lab
