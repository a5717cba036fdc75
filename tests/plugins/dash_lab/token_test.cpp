#include "tests/plugins/dash_lab/dash_lab.hpp"

namespace ingot::lab {
namespace {

class DashTokens : public DashLab {
 protected:
  Reply ask_token(const std::string& body, const std::string& type = "application/json") {
    return test::ask(*dash, {.method = "POST",
                             .target = "/oauth/token",
                             .headers = {{"Content-Type", type}},
                             .body = body});
  }
  static std::string refresh(const std::string& refresh_token) {
    return R"({"grant_type":"refresh_token","client_id":"lab-client",)"
           R"("client_secret":"lab-secret","refresh_token":")" +
           refresh_token + "\"}";
  }
};

TEST_F(DashTokens, exchanges_a_refresh_token_as_json_and_as_a_form) {
  const Json as_json = *Json::parse(ask_token(refresh("lab-refresh-token")).body);
  const Reply form = ask_token(
      "grant_type=refresh_token&client_id=lab%2Dclient&client_secret=lab-secret"
      "&refresh_token=lab-refresh-token",
      "application/x-www-form-urlencoded");
  EXPECT_EQ(form.status, 200);
  const Json as_form = *Json::parse(form.body);
  for (const Json& reply : {as_json, as_form}) {
    EXPECT_EQ(text(reply["token_type"]), "Bearer");
    EXPECT_EQ(*reply["expires_in"].integer(), 30 * 86'400);
    EXPECT_TRUE(reply["refresh_token"].is_null());
    token = text(reply["access_token"]);
    EXPECT_EQ(send("GET", "/fields").status, 200);
  }
  EXPECT_NE(text(as_json["access_token"]), text(as_form["access_token"]));
  EXPECT_EQ(dash->facts().counters.at("token_refreshes"), 2U);
}

TEST_F(DashTokens, an_access_token_ends_at_the_very_millisecond) {
  DashOptions with;
  with.access_token_ttl_ms = 10'000;
  restart(with);
  token = text((*Json::parse(ask_token(refresh("lab-refresh-token")).body))["access_token"]);
  clock.advance(9999);
  EXPECT_EQ(send("GET", "/fields").status, 200);
  clock.advance(1);
  EXPECT_EQ(send("GET", "/fields").status, 401);
}

TEST_F(DashTokens, a_rotating_refresh_token_is_good_once) {
  DashOptions with;
  with.rotation = RefreshRotation::kRotate;
  restart(with);
  const std::string next =
      text((*Json::parse(ask_token(refresh("lab-refresh-token")).body))["refresh_token"]);
  ASSERT_FALSE(next.empty());
  const Reply again = ask_token(refresh("lab-refresh-token"));
  EXPECT_EQ(again.status, 400);
  EXPECT_EQ(text((*Json::parse(again.body))["error"]), "invalid_grant");
  EXPECT_EQ(ask_token(refresh(next)).status, 200);
  EXPECT_EQ(dash->facts().counters.at("used_refresh_tokens_offered"), 1U);
}

TEST_F(DashTokens, refuses_in_the_words_of_oauth) {
  struct Case {
    std::string body;
    const char* type;
    int status;
    const char* error;
  };
  const auto but = [&](const std::string& what, const std::string& with) {
    std::string body = refresh("lab-refresh-token");
    return body.replace(body.find(what), what.size(), with);
  };
  const Case cases[] = {{but("lab-secret", "x"), "application/json", 401, "invalid_client"},
                        {but("lab-client", "x"), "application/json", 401, "invalid_client"},
                        {refresh("other"), "application/json", 400, "invalid_grant"},
                        {but("\"refresh_token\",", "\"password\","), "application/json", 400,
                         "unsupported_grant_type"},
                        {"{}", "application/json", 400, "unsupported_grant_type"},
                        {"{", "application/json", 400, "invalid_request"},
                        {R"({"grant_type":1})", "application/json", 400, "invalid_request"},
                        {"a=%", "application/x-www-form-urlencoded", 400, "invalid_request"},
                        {"a=1&a=2", "application/x-www-form-urlencoded", 400, "invalid_request"},
                        {"x", "text/plain", 415, "invalid_request"}};
  for (const Case& wrong : cases) {
    const Reply reply = ask_token(wrong.body, wrong.type);
    EXPECT_EQ(reply.status, wrong.status) << wrong.body;
    EXPECT_EQ(text((*Json::parse(reply.body))["error"]), wrong.error) << wrong.body;
  }
  EXPECT_EQ(dash->facts().counters.at("token_refreshes"), 0U);
}

TEST_F(DashTokens, expired_on_demand_every_token_must_be_renewed) {
  EXPECT_EQ(send("POST", "/__expire-tokens").status, 204);
  EXPECT_EQ(send("GET", "/fields").status, 401);
  token = text((*Json::parse(ask_token(refresh("lab-refresh-token")).body))["access_token"]);
  EXPECT_EQ(send("GET", "/fields").status, 200);
}

TEST_F(DashTokens, the_audit_never_shows_a_token) {
  send("GET", "/fields");
  ask_token(refresh("lab-refresh-token"));
  const std::string all = audit().dump();
  for (const char* secret : {"lab-token", "lab-secret", "lab-refresh-token", "eyJ"}) {
    EXPECT_EQ(all.find(secret), std::string::npos) << secret;
  }
}

}  // namespace
}  // namespace ingot::lab
