// Login, refresh, ping, and what becomes of tokens.
#include "tests/plugins/sessionupload_lab/sessionupload_lab.hpp"

namespace ingot::lab {
namespace {

class SessionUploadAccounts : public SessionUploadLab {
 protected:
  static constexpr const char* kGood = R"({"userName":"lab-user","password":"lab-password"})";
  Json login(const std::string& body = kGood) {
    token.clear();
    return call("POST", "/api/account/login", body);
  }
  int login_status(const std::string& body) {
    token.clear();
    return send("POST", "/api/account/login", body).status;
  }
  Json refresh(const Json& session) {
    return call("POST", "/api/account/refresh-token",
                Json::object({{"refreshToken", session["refreshToken"]}}).dump());
  }
  int refresh_status(const Json& session) {
    return send("POST", "/api/account/refresh-token",
                Json::object({{"refreshToken", session["refreshToken"]}}).dump())
        .status;
  }
  int status_with(const std::string& with) {
    token = with;
    return send("GET", "/api/admin/asset/upload").status;
  }
};

TEST_F(SessionUploadAccounts, a_login_opens_the_door_for_45_minutes) {
  const Json session = login();
  EXPECT_EQ(number(session["expirationSeconds"]), 45 * 60);
  EXPECT_EQ(text(session["userSessionId"]).size(), 36U);
  EXPECT_TRUE(session["loginStatus"].is_null());
  EXPECT_EQ(status_with(text(session["token"])), 200);
  clock.advance(45 * 60'000 - 1);
  EXPECT_EQ(status_with(text(session["token"])), 200);
  clock.advance(1);
  EXPECT_EQ(status_with(text(session["token"])), 401);
}

TEST_F(SessionUploadAccounts, wrong_credentials_are_not_found) {
  EXPECT_EQ(login_status(R"({"userName":"lab-user","password":"x"})"), 404);
  EXPECT_EQ(login_status(R"({"userName":"x","password":"lab-password"})"), 404);
  EXPECT_EQ(login_status(R"({"userName":"lab-user","password":"lab-api-key"})"), 200);
  EXPECT_EQ(vendor->facts().counters.at("logins_refused"), 2U);
}

TEST_F(SessionUploadAccounts, a_login_needs_a_whole_body) {
  for (const char* wrong :
       {"", "{}", "[]", "nonsense", R"({"userName":"lab-user"})",
        R"({"userName":"lab-user","password":null})", R"({"userName":"lab-user","password":1})",
        R"({"username":"lab-user","password":"lab-password"})",
        R"({"userName":"lab-user","password":"lab-password","applicationId":"mine"})"}) {
    EXPECT_EQ(login_status(wrong), 400) << wrong;
  }
}

TEST_F(SessionUploadAccounts, may_ask_for_an_application) {
  SessionUploadOptions with = small();
  with.application_id = kNobody;
  restart(with);
  const std::string start = R"({"userName":"lab-user","password":"lab-password","applicationId":)";
  EXPECT_EQ(login_status(kGood), 400);
  EXPECT_EQ(login_status(start + "\"" + kRoot + "\"}"), 404);
  EXPECT_EQ(login_status(start + "\"" + kNobody + "\"}"), 200);
}

TEST_F(SessionUploadAccounts, a_user_who_may_not_come_in_is_forbidden) {
  for (const char* status : {"IsDisabled", "IsExpired", "IsPendingInvitation"}) {
    SessionUploadOptions with = small();
    with.login_status = status;
    restart(with);
    const Reply reply = send("POST", "/api/account/login", kGood);
    EXPECT_EQ(reply.status, 403);
    EXPECT_NE(reply.body.find(status), std::string::npos);
  }
}

TEST_F(SessionUploadAccounts, a_pending_password_is_settled_by_a_new_one) {
  SessionUploadOptions with = small();
  with.login_status = "IsPendingNewPassword";
  restart(with);
  EXPECT_EQ(login_status(kGood), 403);
  EXPECT_EQ(
      login_status(R"({"userName":"lab-user","password":"lab-password","newPassword":"lab-new"})"),
      200);
  EXPECT_EQ(login_status(kGood), 404) << "the old password is gone";
}

TEST_F(SessionUploadAccounts, a_second_factor_is_asked_for_without_a_token) {
  SessionUploadOptions with = small();
  with.login_status = "TwoFactorCodeRequired";
  restart(with);
  const Json asked = login();
  EXPECT_TRUE(asked["token"].is_null());
  EXPECT_EQ(text(asked["loginStatus"]), "TwoFactorCodeRequired");
  const Json session =
      login(R"({"userName":"lab-user","password":"lab-password","token":"lab-mfa-code"})");
  EXPECT_EQ(status_with(text(session["token"])), 200);
}

TEST_F(SessionUploadAccounts, a_refresh_token_works_once) {
  const Json first = login();
  const Json second = refresh(first);
  EXPECT_NE(text(second["token"]), text(first["token"]));
  EXPECT_NE(text(second["refreshToken"]), text(first["refreshToken"]));
  EXPECT_EQ(refresh_status(first), 404);
  EXPECT_EQ(refresh_status(second), 200);
  const AuditFacts facts = vendor->facts();
  EXPECT_EQ(facts.counters.at("token_refreshes"), 2U);
  EXPECT_EQ(facts.counters.at("used_refresh_tokens_offered"), 1U);
  EXPECT_EQ(status_with(text(first["token"])), 200) << "an access token lives on";
}

TEST_F(SessionUploadAccounts, refreshes_refuse_what_they_do_not_know) {
  EXPECT_EQ(refresh_status(Json::object({{"refreshToken", "x"}})), 404);
  EXPECT_EQ(refresh_status(Json::object({{"refreshToken", Json()}})), 400);
  EXPECT_EQ(send("POST", "/api/account/refresh-token", R"({"refresh_token":"x"})").status, 400);
  const Json session = login();
  clock.advance(options.refresh_token_ttl_ms);
  EXPECT_EQ(refresh_status(session), 404) << "expired";
  EXPECT_EQ(refresh_status(Json::object({{"refreshToken", "lab-refresh-token"}})), 200);
}

TEST_F(SessionUploadAccounts, tokens_can_be_expired_at_once_and_refreshed) {
  const Json session = login();
  EXPECT_EQ(send("POST", "/__expire-tokens").status, 204);
  EXPECT_EQ(status_with(text(session["token"])), 401);
  EXPECT_EQ(status_with("lab-token"), 401);
  EXPECT_EQ(status_with(text(refresh(session)["token"])), 200);
}

TEST_F(SessionUploadAccounts, an_expired_token_may_be_forbidden_instead) {
  SessionUploadOptions with = small();
  with.expired_status = 403;
  restart(with);
  vendor->expire_tokens();
  EXPECT_EQ(status_with("lab-token"), 403);
  EXPECT_EQ(status_with("unknown"), 401);
  EXPECT_EQ(status_with(""), 401);
}

TEST_F(SessionUploadAccounts, a_login_may_end_every_earlier_session) {
  SessionUploadOptions with = small();
  with.sessions = Sessions::kOne;
  restart(with);
  const Json first = login();
  const Json second = login();
  EXPECT_EQ(status_with(text(first["token"])), 401);
  EXPECT_EQ(refresh_status(first), 404);
  EXPECT_EQ(status_with(text(second["token"])), 200);
  const auto ping = [&](const Json& session) {
    token = text(session["token"]);
    return text(
        call("POST", "/api/account/ping",
             Json::object({{"userSessionId", session["userSessionId"]}}).dump())["pingStatus"]);
  };
  EXPECT_EQ(ping(first), "SessionDeactivated");
  EXPECT_EQ(ping(second), "Normal");
}

TEST_F(SessionUploadAccounts, a_ping_needs_a_token_and_a_session) {
  EXPECT_EQ(send("POST", "/api/account/ping", R"({"applicationId":null})").status, 400);
  EXPECT_EQ(send("POST", "/api/account/ping", R"({"userSessionId":"1"})").status, 400);
  token = "unknown";
  EXPECT_EQ(send("POST", "/api/account/ping", R"({"userSessionId":"1"})").status, 401);
}

TEST_F(SessionUploadAccounts, no_secret_shows_in_the_audit) {
  const Json session = login();
  token = text(session["token"]);
  const std::string audit = send("GET", "/__audit").body;
  for (const std::string& secret : {token, text(session["refreshToken"]),
                                    std::string("lab-password"), std::string("lab-token")}) {
    EXPECT_EQ(audit.find(secret), std::string::npos);
  }
}

}  // namespace
}  // namespace ingot::lab
