// Tokens: refresh tokens that are good once, client authentication, scopes, ends of lives.
#include "tests/plugins/bim360_lab/bim360_lab.hpp"

namespace ingot::lab {
namespace {

const std::string kBasic = "Basic " + to_base64("lab-client:lab-secret");

class Bim360Tokens : public Bim360Lab {
 protected:
  Reply ask_token(const std::string& form, const std::string& authorization = kBasic,
                  const std::string& type = "application/x-www-form-urlencoded") {
    Headers headers{{"Content-Type", type}};
    if (!authorization.empty()) headers.add("Authorization", authorization);
    return test::ask(
        *faulty,
        {.method = "POST", .target = "/authentication/v2/token", .headers = headers, .body = form});
  }
  static std::string form(const std::string& refresh_token) {
    return "grant_type=refresh_token&refresh_token=" + refresh_token;
  }
  int probe() { return send("GET", kV1 + "/categories").status; }
};

TEST_F(Bim360Tokens, exchange_a_refresh_token_by_header_and_by_body) {
  const Reply first = ask_token(form("lab-refresh-token"));
  ASSERT_EQ(first.status, 200) << first.body;
  const Json body = json_of(first);
  EXPECT_EQ(text(body["token_type"]), "Bearer");
  EXPECT_EQ(*body["expires_in"].integer(), 3600);
  token = text(body["access_token"]);
  EXPECT_EQ(probe(), 200);
  const Reply second = ask_token(form(text(body["refresh_token"])) + "&client_id=lab%2Dclient", "");
  EXPECT_EQ(second.status, 200);
  EXPECT_EQ(counter("token_refreshes"), 2U);
  EXPECT_TRUE(rules().empty());
}

TEST_F(Bim360Tokens, a_refresh_token_is_good_once) {
  EXPECT_EQ(ask_token(form("lab-refresh-token")).status, 200);
  clock.advance(100);
  const Reply again = ask_token(form("lab-refresh-token"));
  EXPECT_EQ(again.status, 400);
  EXPECT_EQ(text(json_of(again)["error"]), "invalid_grant");
  EXPECT_EQ(counter("used_refresh_tokens_offered"), 1U);
  EXPECT_EQ(counter("token_refreshes_refused"), 1U);
}

TEST_F(Bim360Tokens, both_ways_to_authenticate_at_once_are_refused) {
  const Reply both = ask_token(form("lab-refresh-token") + "&client_id=lab-client");
  EXPECT_EQ(both.status, 400);
  EXPECT_EQ(text(json_of(both)["error"]), "invalid_request");
  EXPECT_EQ(rules(), Rules{"two_client_authentications"});
  EXPECT_EQ(ask_token(form("lab-refresh-token")).status, 200) << "the token was not used up";
}

TEST_F(Bim360Tokens, lives_end_at_the_very_millisecond) {
  const Json body = json_of(ask_token(form("lab-refresh-token")));
  token = text(body["access_token"]);
  clock.advance(60 * 60'000 - 1);
  EXPECT_EQ(probe(), 200);
  clock.advance(1);
  EXPECT_EQ(probe(), 401);
  clock.advance(15LL * 86'400'000 - 60 * 60'000 - 1);
  const Json next = json_of(ask_token(form(text(body["refresh_token"]))));
  EXPECT_FALSE(text(next["refresh_token"]).empty());
  clock.advance(15LL * 86'400'000);
  EXPECT_EQ(text(json_of(ask_token(form(text(next["refresh_token"]))))["error"]), "invalid_grant");
}

TEST_F(Bim360Tokens, scopes_narrow_and_decide_what_may_be_done) {
  const Json read_only = json_of(ask_token(form("lab-refresh-token") + "&scope=data%3Aread"));
  EXPECT_EQ(text(read_only["scope"]), "data:read");
  token = text(read_only["access_token"]);
  EXPECT_EQ(probe(), 200);
  const Reply refused = create(asset("a"));
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(text(json_of(refused)["errorCode"]), "AUTH-010");
  EXPECT_EQ(send("POST", kData + "/storage", storage_body("a")).status, 403);
  const Reply wider =
      ask_token(form(text(read_only["refresh_token"])) + "&scope=data:read+data:write");
  EXPECT_EQ(text(json_of(wider)["error"]), "invalid_scope");
}

TEST_F(Bim360Tokens, delete_wants_write_and_create_wants_both) {
  const Json written = json_of(ask_token(form("lab-refresh-token") + "&scope=data:write"));
  const std::string id = made(asset("a"));
  token = text(written["access_token"]);
  EXPECT_EQ(create(asset("b")).status, 403);
  EXPECT_EQ(probe(), 403);
  EXPECT_EQ(send("POST", kV2 + "/assets:batch-delete", R"({"ids":[")" + id + "\"]}").status, 204);
}

TEST_F(Bim360Tokens, are_refused_in_the_words_of_oauth) {
  struct Case {
    std::string form;
    std::string authorization;
    int status;
    const char* error;
  };
  const std::string good = form("lab-refresh-token");
  const Case cases[] = {{good, "", 401, "invalid_client"},
                        {good + "&client_id=other", "", 401, "invalid_client"},
                        {good, "Basic " + to_base64("lab-client:wrong"), 401, "invalid_client"},
                        {good, "Basic lab-client", 401, "invalid_client"},
                        {good, "Bearer lab-token", 401, "invalid_client"},
                        {form("other"), kBasic, 400, "invalid_grant"},
                        {"grant_type=refresh_token", kBasic, 400, "invalid_grant"},
                        {"grant_type=password", kBasic, 400, "unsupported_grant_type"},
                        {"", kBasic, 400, "unsupported_grant_type"},
                        {good + "&refresh=x", kBasic, 400, "invalid_request"},
                        {good + "&refresh_token=x", kBasic, 400, "invalid_request"},
                        {"a=%", kBasic, 400, "invalid_request"},
                        {good + "&scope=data:everything", kBasic, 400, "invalid_scope"}};
  for (const Case& wrong : cases) {
    const Reply reply = ask_token(wrong.form, wrong.authorization);
    EXPECT_EQ(reply.status, wrong.status) << wrong.form;
    EXPECT_EQ(text(json_of(reply)["error"]), wrong.error) << wrong.form;
  }
  EXPECT_EQ(ask_token("{}", kBasic, "application/json").status, 415);
  EXPECT_EQ(ask_token(good + "&client_secret=lab-secret", "").status, 400);
  EXPECT_EQ(rules(), Rules{"client_secret_in_body"});
  EXPECT_EQ(send("GET", "/authentication/v2/token").status, 405);
  EXPECT_EQ(counter("token_refreshes"), 0U);
}

TEST_F(Bim360Tokens, expired_on_demand_every_token_must_be_renewed) {
  EXPECT_EQ(send("POST", "/__expire-tokens").status, 204);
  const Reply refused = send("GET", kV1 + "/categories");
  EXPECT_EQ(refused.status, 401);
  EXPECT_TRUE(refused.headers.has("WWW-Authenticate"));
  token = text(json_of(ask_token(form("lab-refresh-token")))["access_token"]);
  EXPECT_EQ(probe(), 200);
}

TEST_F(Bim360Tokens, an_app_nobody_added_is_forbidden_everything) {
  Bim360Options with;
  with.provisioning = Provisioning::kMissing;
  restart(with);
  EXPECT_EQ(probe(), 403);
  EXPECT_EQ(create(asset("a")).status, 403);
  EXPECT_EQ(ask_token(form("lab-refresh-token")).status, 200);
}

TEST_F(Bim360Tokens, the_audit_never_shows_a_token) {
  ask_token(form("lab-refresh-token") + "&client_secret=lab-secret", "");
  const Json body = json_of(ask_token(form("lab-refresh-token")));
  probe();
  const std::string all = call("GET", "/__audit").dump();
  for (const std::string& secret :
       {std::string("lab-token"), std::string("lab-secret"), std::string("lab-refresh"),
        std::string("lab-access"), text(body["access_token"])}) {
    EXPECT_EQ(all.find(secret), std::string::npos) << secret;
  }
}

}  // namespace
}  // namespace ingot::lab
