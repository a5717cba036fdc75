// LOGIN: the refresh_token grant.
#include <gmock/gmock.h>

#include "tests/plugins/dash/dash_session.hpp"

namespace ingot::dash::test {
namespace {

using ::testing::HasSubstr;

std::string oauth_config(const std::string& more = {}) {
  return R"({"base_url":"https://api.example","oauth":{"client_id":"my id&","client_secret":{"$secret":"oauth.client_secret"},)"
         R"("refresh_token":{"$secret":"oauth.refresh_token"},"token_url":"https://login.example/oauth/token")" +
         more + "}}";
}

DashSession login_session() {
  return DashSession({}, INGOT_OP_LOGIN);
}

TEST(DashLogin, refreshes_with_a_form_and_captures_both_tokens) {
  DashSession session = login_session();
  session.run(oauth_config());
  ASSERT_EQ(session.host->results().size(), 1u);
  EXPECT_EQ(session.host->results()[0].result, unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.host->results()[0].expires_in_ms, 86'400'000);
  const Sent& sent = session.host->sent().front();
  EXPECT_EQ(sent.url, "https://login.example/oauth/token");
  EXPECT_EQ(sent.header("Content-Type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(
      sent.body,
      "grant_type=refresh_token&client_id=my%20id%26&client_secret=${s:oauth.client_secret|form}"
      "&refresh_token=${s:oauth.refresh_token|form}");
  EXPECT_THAT(sent.captures,
              ::testing::ElementsAre(::testing::Pair("/access_token", "session.token"),
                                     ::testing::Pair("/refresh_token", "oauth.refresh_token")));
  EXPECT_FALSE(sent.has(INGOT_F_IDEMPOTENT));
  EXPECT_TRUE(sent.has(INGOT_F_SENSITIVE));
}

TEST(DashLogin, refreshes_with_json_when_configured) {
  DashSession session = login_session();
  session.run(oauth_config(R"(,"encoding":"json")"));
  EXPECT_EQ(
      session.host->sent().front().body,
      R"({"grant_type":"refresh_token","client_id":"my id&","client_secret":"${s:oauth.client_secret|json}",)"
      R"("refresh_token":"${s:oauth.refresh_token|json}"})");
}

TEST(DashLogin, a_refused_grant_is_a_matter_of_credentials) {
  DashSession session = login_session();
  session.dash.fault(
      "token", 0,
      {Luck::reject,
       respond(
           403,
           R"({"error":"invalid_grant","error_description":"Unknown or invalid refresh token."})")});
  session.run(oauth_config());
  EXPECT_EQ(session.host->results()[0].result, unsigned{INGOT_IT_AUTH});
  EXPECT_THAT(session.host->results()[0].message, HasSubstr("invalid refresh token"));
  EXPECT_EQ(session.dash.count("token"), 1);
}

TEST(DashLogin, a_lost_answer_is_asked_for_once_more_and_no_more) {
  DashSession session = login_session();
  session.dash.fault("token", 0, {Luck::lose_after, fails(INGOT_OUT_UNKNOWN)});
  session.run(oauth_config());
  EXPECT_EQ(session.host->results()[0].result, unsigned{INGOT_IT_RETRYABLE});
  EXPECT_EQ(session.dash.count("token"), 2);
}

TEST(DashLogin, waits_out_a_busy_identity_provider) {
  DashSession session = login_session();
  session.dash.fault("token", 1, {Luck::reject, respond(429, "{}", {{"retry-after", "2"}})});
  session.dash.fault("token", 2, {Luck::reject, fails(INGOT_OUT_NOT_SENT)});
  session.run(oauth_config());
  EXPECT_EQ(session.host->results()[0].result, unsigned{INGOT_IT_DONE});
}

TEST(DashLogin, assumes_the_usual_life_when_the_answer_gives_none_or_nonsense) {
  for (const char* life :
       {"", R"(,"expires_in":-5)", R"(,"expires_in":"soon")", R"(,"expires_in":99999999999)"}) {
    DashSession session = login_session();
    session.dash.fault(
        "token", 1,
        {Luck::reject,
         respond(200, std::string(R"({"access_token":"${s:session.token}")") + life + "}")});
    session.run(oauth_config());
    EXPECT_EQ(session.host->results()[0].expires_in_ms, 3'600'000) << life;
  }
}

TEST(DashLogin, an_answer_without_a_token_is_no_login) {
  for (const char* body : {"<html>", "{}", R"({"access_token":""})"}) {
    DashSession session = login_session();
    session.dash.fault("token", 0, {Luck::reject, respond(200, body)});
    session.run(oauth_config());
    EXPECT_EQ(session.host->results()[0].result, unsigned{INGOT_IT_RETRYABLE}) << body;
  }
}

TEST(DashLogin, refuses_a_config_it_cannot_work_with) {
  for (const auto& [config, problem] :
       {std::pair{R"({"base_url":"https://x"})", "access_token: expected a secret reference"},
        std::pair{R"({"base_url":"https://x","access_token":"abc"})",
                  "access_token: expected a secret reference"},
        std::pair{R"({"oauth":{"client_secret":{"$secret":"a"},"refresh_token":{"$secret":"b"}}})",
                  "oauth.client_id: missing"},
        std::pair{R"({"access_token":{"$secret":"t"},"batch_size":101})", "batch_size"},
        std::pair{"nonsense", "config"}}) {
    ingot::test::FakeHost host(dash_table());
    EXPECT_EQ(host.open(config), INGOT_E_CONFIG) << config;
    ASSERT_EQ(host.notes().size(), 1u);
    EXPECT_THAT(host.notes()[0].text, HasSubstr(problem));
  }
}

}  // namespace
}  // namespace ingot::dash::test
