// TRANSFER of what is new: by file, by URI, metadata alone, and what becomes of lost answers.
#include <gmock/gmock.h>

#include "tests/plugins/managedassets/session.hpp"

namespace ingot::managedassets::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ManagedAssetsCreation, a_file_is_one_streamed_form_with_the_file_last) {
  Session session({file_item("a/b.jpg")});
  session.run();
  ASSERT_EQ(session.result(), unsigned{INGOT_IT_DONE}) << session.message();
  EXPECT_EQ(session.end(0).remote_id, "asset-1");
  EXPECT_THAT(session.end(0).meta, HasSubstr(R"("etag":"\"v1\"","expires_on":")"));
  ASSERT_EQ(session.host->sent().size(), 1u);
  const Sent& sent = session.host->sent()[0];
  EXPECT_EQ(sent.method + " " + sent.url, "POST https://assets.example/v1/assets");
  EXPECT_FALSE(sent.has(INGOT_F_IDEMPOTENT));
  EXPECT_EQ(sent.items, std::vector<std::uint32_t>{0});
  const auto metadata = sent.body.find("name=\"metadata\""),
             expires = sent.body.find("name=\"expires\""),
             file = sent.body.find("name=\"file\"; filename=\"b.jpg\"");
  EXPECT_LT(metadata, expires);
  EXPECT_LT(expires, file);
  EXPECT_LT(file, sent.body.find("${file:0:0:1234}"));
  const ModelAsset& asset = session.service.assets.at("asset-1");
  EXPECT_EQ(asset.metadata.at("Title"), "x");
  EXPECT_EQ(asset.metadata.at("Tags"), "a, b");
  EXPECT_EQ(asset.metadata.at("ingestKey"), "a/b.jpg");
  EXPECT_EQ(asset.content, "${file:0:0:1234}");
}

TEST(ManagedAssetsCreation, an_empty_file_is_sent_without_bytes) {
  Item item = file_item("a.txt");
  item.size = 0;
  Session session({item});
  session.run();
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_DONE}) << session.message();
  EXPECT_THAT(session.host->sent()[0].body, Not(HasSubstr("${file")));
}

TEST(ManagedAssetsCreation, a_uri_is_kept_or_copied_as_the_job_says) {
  for (const bool is_managed : {true, false}) {
    Session session({plain_item("https://files.example/a.jpg")});
    session.run(config_with(is_managed ? "" : R"(,"managed":false)"));
    ASSERT_EQ(session.result(), unsigned{INGOT_IT_DONE}) << session.message();
    EXPECT_EQ(session.service.assets.at("asset-1").managed, is_managed ? "true" : "false");
    EXPECT_THAT(session.host->sent()[0].body,
                HasSubstr(is_managed ? R"("managed":"true")" : R"("managed":"false")"));
    EXPECT_THAT(session.end(0).meta, Not(HasSubstr("size")));
  }
}

TEST(ManagedAssetsCreation, records_become_assets_without_content) {
  Session session(
      {plain_item("row-1", R"({"fields":{"Title":"x"},"config":{"expires":"never"}})")});
  session.run(config_with(R"(,"metadata_only":true)"));
  ASSERT_EQ(session.result(), unsigned{INGOT_IT_DONE}) << session.message();
  EXPECT_THAT(session.host->sent()[0].body, Not(HasSubstr("managed")));
  EXPECT_FALSE(session.service.assets.at("asset-1").expires_ms);
  EXPECT_THAT(session.end(0).meta, HasSubstr(R"("expires_on":"never")"));
}

TEST(ManagedAssetsCreation, an_id_may_come_in_location_alone) {
  Session session({file_item("a.jpg")});
  session.service.knows_ids_by_location = true;
  session.run();
  EXPECT_EQ(session.end(0).remote_id, "asset-1");
}

TEST(ManagedAssetsCreation, a_bad_item_is_refused_without_a_request) {
  Session session({plain_item("ftp://x/y")});
  session.run();
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_REJECTED});
  EXPECT_TRUE(session.host->sent().empty());
}

TEST(ManagedAssetsCreation, a_lost_answer_without_a_query_ends_unknown_and_is_never_sent_again) {
  for (const Luck luck : {Luck::lose_after, Luck::lose_before}) {
    Session session({file_item("a.jpg")});
    session.service.fault("create", 1, {luck, fails(INGOT_OUT_UNKNOWN, "connection lost")});
    session.run();
    EXPECT_EQ(session.result(), unsigned{INGOT_IT_UNKNOWN});
    EXPECT_THAT(session.message(), HasSubstr("`ingestAttempt` is `"));
    EXPECT_EQ(session.service.count("create"), 1);
  }
}

TEST(ManagedAssetsCreation, with_a_query_a_lost_creation_is_found_or_made_again) {
  for (const Luck luck : {Luck::lose_after, Luck::lose_before}) {
    Session session({file_item("a.jpg")});
    session.service.fault("create", 1, {luck, fails(INGOT_OUT_UNKNOWN)});
    session.run(config_with(kQuery));
    EXPECT_EQ(session.result(), unsigned{INGOT_IT_DONE}) << session.message();
    EXPECT_EQ(session.service.assets_with("ingestKey", "a.jpg"), 1u);
    EXPECT_EQ(session.service.count("create"), luck == Luck::lose_after ? 1 : 2);
    EXPECT_EQ(session.service.count("query"), luck == Luck::lose_after ? 1 : 4);
  }
}

TEST(ManagedAssetsCreation, an_asset_of_an_earlier_run_with_the_same_key_is_not_taken_for_ours) {
  Session session({file_item("a.jpg")});
  session.service.add("old").metadata = {{"ingestKey", "a.jpg"}, {"ingestAttempt", "of-then"}};
  session.service.fault("create", 1, {Luck::lose_before, fails(INGOT_OUT_UNKNOWN)});
  session.run(config_with(kQuery));
  EXPECT_EQ(session.end(0).remote_id, "asset-1");
}

TEST(ManagedAssetsCreation, a_query_that_does_not_filter_proves_nothing) {
  Session session({file_item("a.jpg")});
  session.service.add("somebody-s");
  session.service.ignores_filter = true;
  session.service.fault("create", 1, {Luck::lose_before, fails(INGOT_OUT_UNKNOWN)});
  session.run(config_with(kQuery));
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_UNKNOWN});
  EXPECT_EQ(session.service.count("create"), 1);
}

TEST(ManagedAssetsCreation, a_busy_service_is_waited_for) {
  Session session({file_item("a.jpg")});
  session.service.fault("create", 1, {Luck::reject, respond(429, "{}", {{"retry-after", "7"}})});
  const std::int64_t before = session.host->now_ms();
  session.run();
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.host->now_ms() - before, 7000);
}

TEST(ManagedAssetsCreation, refusals_end_as_what_they_are) {
  for (const auto& [status, result] :
       {std::pair{400u, INGOT_IT_REJECTED}, std::pair{413u, INGOT_IT_REJECTED},
        std::pair{401u, INGOT_IT_AUTH}, std::pair{403u, INGOT_IT_AUTH}}) {
    Session session({file_item("a.jpg")});
    session.service.fault("create", 0, {Luck::reject, respond(status, R"({"message":"no"})")});
    session.run();
    EXPECT_EQ(session.result(), static_cast<unsigned>(result)) << status;
    EXPECT_EQ(session.end(0).remote_id, "");
  }
}

std::string poll_config() {
  return config_with(
      R"(,"poll":{"member":"fetch","ready":["ready"],"failed":["broken"],"every":1000,"timeout":60000})");
}

TEST(ManagedAssetsCreation, a_managed_uri_is_done_when_the_service_has_fetched_it) {
  Session session({plain_item("https://files.example/a.jpg")});
  session.service.fetch_looks = 3;
  session.service.create_status = 202;
  session.run(poll_config());
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_DONE}) << session.message();
  EXPECT_EQ(session.service.count("look"), 3);
}

TEST(ManagedAssetsCreation, a_failed_fetch_is_refused_and_its_asset_named_for_abort) {
  Session session({plain_item("https://files.example/a.jpg")});
  session.service.fetch_state = "broken";
  session.run(poll_config());
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_REJECTED});
  EXPECT_EQ(session.end(0).remote_id, "asset-1");
}

TEST(ManagedAssetsCreation, a_fetch_that_never_ends_is_unknown_and_its_asset_stays) {
  Session session({plain_item("https://files.example/a.jpg")});
  session.service.fetch_looks = 1000;
  session.run(poll_config());
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_UNKNOWN});
  EXPECT_EQ(session.end(0).remote_id, "asset-1");
  EXPECT_THAT(session.message(), HasSubstr("not finished"));
}

TEST(ManagedAssetsCreation, an_asset_that_is_dropped_while_it_is_fetched_is_tried_again) {
  Session session({plain_item("https://files.example/a.jpg")});
  session.service.fault("look", 1, {Luck::reject, respond(404, "{}")});
  session.run(config_with(R"(,"poll":{})"));
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_RETRYABLE});
  EXPECT_EQ(session.end(0).remote_id, "asset-1");
}

TEST(ManagedAssetsCreation, without_poll_an_accepted_uri_is_done_with_a_word_about_it) {
  Session session({plain_item("https://files.example/a.jpg")});
  session.service.create_status = 202;
  session.run();
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_DONE});
  ASSERT_EQ(session.host->notes().size(), 1u);
  EXPECT_THAT(session.host->notes()[0].text, HasSubstr("`poll`"));
}

}  // namespace
}  // namespace ingot::managedassets::test
