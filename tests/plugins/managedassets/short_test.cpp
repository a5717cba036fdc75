// LOGIN, DISCOVER and VALIDATE.
#include <gmock/gmock.h>

#include "tests/plugins/managedassets/session.hpp"

namespace ingot::managedassets::test {
namespace {

using ::testing::HasSubstr;

constexpr char kOAuth[] =
    R"({"base_url":"https://assets.example","oauth":{"client_id":"lab-client",)"
    R"("client_secret":{"$secret":"oauth.client_secret"}}})";

TEST(ManagedAssetsLogin, asks_for_a_token_with_client_credentials) {
  Session session({}, INGOT_OP_LOGIN);
  session.run(kOAuth);
  ASSERT_EQ(session.host->results().size(), 1u);
  EXPECT_EQ(session.host->results()[0].result, unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.host->results()[0].expires_in_ms, 3'600'000);
  const Sent& sent = session.host->sent()[0];
  EXPECT_EQ(sent.url, "https://oauth.cimpress.io/v2/token");
  EXPECT_EQ(
      sent.body,
      R"({"grant_type":"client_credentials","client_id":"lab-client",)"
      R"("client_secret":"${s:oauth.client_secret|json}","audience":"https://api.cimpress.io/"})");
  EXPECT_EQ(sent.captures[0].second, "session.token");
}

TEST(ManagedAssetsLogin, refused_credentials_stop_the_run) {
  Session session({}, INGOT_OP_LOGIN);
  session.service.fault("token", 0,
                        {Luck::reject, respond(401, R"({"error_description":"bad client"})")});
  session.run(kOAuth);
  EXPECT_EQ(session.host->results()[0].result, unsigned{INGOT_IT_AUTH});
  EXPECT_THAT(session.host->results()[0].message, HasSubstr("bad client"));
}

TEST(ManagedAssetsLogin, a_request_carries_the_credential_that_the_job_has) {
  Session bearer({file_item("a")}), client({file_item("a")});
  bearer.run();
  EXPECT_EQ(bearer.host->sent()[0].header("Authorization"), "Bearer ${s:token}");
  EXPECT_EQ(bearer.host->sent()[0].auth, "");
  client.run(kOAuth);
  EXPECT_EQ(client.host->sent()[0].header("Authorization"), "Bearer ${s:session.token}");
  EXPECT_EQ(client.host->sent()[0].auth, "account");
}

TEST(ManagedAssetsDiscover, without_a_query_there_is_nothing_to_ask) {
  Session session({}, INGOT_OP_DISCOVER);
  session.run();
  EXPECT_EQ(session.host->results()[0].json, "{}");
  EXPECT_TRUE(session.host->sent().empty());
  ASSERT_EQ(session.host->notes().size(), 1u);
  EXPECT_THAT(session.host->notes()[0].text, HasSubstr("30 days"));
  Session told({}, INGOT_OP_DISCOVER);
  told.run(config_with(R"(,"expires":"never")"));
  EXPECT_TRUE(told.host->notes().empty());
}

TEST(ManagedAssetsDiscover, a_query_must_find_nothing_for_a_mark_that_nothing_has) {
  Session good({}, INGOT_OP_DISCOVER), bad({}, INGOT_OP_DISCOVER);
  good.service.add("one");
  good.run(config_with(kQuery));
  EXPECT_EQ(good.host->results()[0].result, unsigned{INGOT_IT_DONE});
  bad.service.add("one");
  bad.service.ignores_filter = true;
  bad.run(config_with(kQuery));
  EXPECT_EQ(bad.host->results()[0].result, unsigned{INGOT_IT_REJECTED});
  EXPECT_THAT(bad.host->results()[0].message, HasSubstr("not asked for"));
}

TEST(ManagedAssetsDiscover, says_what_a_failing_query_means) {
  for (const auto& [answer, result] :
       {std::pair{respond(401, "{}"), INGOT_IT_AUTH}, std::pair{respond(403, "{}"), INGOT_IT_AUTH},
        std::pair{respond(400, "{}"), INGOT_IT_REJECTED},
        std::pair{respond(200, "<html>"), INGOT_IT_RETRYABLE},
        std::pair{fails(INGOT_OUT_NOT_SENT), INGOT_IT_RETRYABLE}}) {
    Session session({}, INGOT_OP_DISCOVER);
    session.service.fault("query", 0, {Luck::reject, answer});
    session.run(config_with(kQuery));
    EXPECT_EQ(session.host->results()[0].result, static_cast<unsigned>(result)) << answer.status;
  }
}

TEST(ManagedAssetsValidate, judges_every_item_without_a_request) {
  Item huge = file_item("huge.mov");
  huge.size = (std::uint64_t{8} << 30) - 1;
  Session session({file_item("a.jpg"), plain_item("ftp://x"), huge}, INGOT_OP_VALIDATE);
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.result(1), unsigned{INGOT_IT_REJECTED});
  EXPECT_EQ(session.result(2), unsigned{INGOT_IT_DONE});
  EXPECT_TRUE(session.host->sent().empty());
  ASSERT_EQ(session.host->notes().size(), 1u);
  EXPECT_EQ(session.host->notes()[0].item, 2u);
}

}  // namespace
}  // namespace ingot::managedassets::test
