// TRANSFER of what is there already: guarded by the ETag, done once, and never ABORT's to delete.
#include <gmock/gmock.h>

#include "tests/plugins/managedassets/session.hpp"

namespace ingot::managedassets::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Item new_version(const std::string& key, const std::string& id) {
  Item item = file_item(key);
  item.remote_id = id;
  return item;
}

TEST(ManagedAssetsUpdate, a_new_version_replaces_the_file_under_if_match) {
  Session session({new_version("a.jpg", "old")});
  const std::int64_t expires = *session.service.add("old").expires_ms;
  session.run();
  ASSERT_EQ(session.result(), unsigned{INGOT_IT_DONE}) << session.message();
  EXPECT_EQ(session.end(0).remote_id, "old");
  const ModelAsset& asset = session.service.assets.at("old");
  EXPECT_EQ(asset.version, 2);
  EXPECT_EQ(asset.content, "${file:0:0:1234}");
  EXPECT_EQ(asset.expires_ms, expires);  // it would add to the life of the asset
  const Sent& sent = session.host->sent()[1];
  EXPECT_EQ(sent.method, "PUT");
  EXPECT_EQ(sent.header("If-Match"), "\"v1\"");
  EXPECT_THAT(sent.body, Not(HasSubstr("\"expires\"")));
  EXPECT_THAT(session.end(0).meta, HasSubstr(R"("etag":"\"v2\"")"));
  EXPECT_EQ(session.service.count("create"), 0);
}

TEST(ManagedAssetsUpdate, an_asset_of_an_earlier_run_that_is_gone_is_made_anew) {
  Session session({new_version("a.jpg", "old")});
  session.run();
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.end(0).remote_id, "asset-1");
  EXPECT_FALSE(session.host->notes().empty());
}

TEST(ManagedAssetsUpdate, a_record_that_names_an_asset_changes_its_metadata_alone) {
  Session session({plain_item("r1", R"({"fields":{"Title":"new"},"config":{"asset_id":"x/1"}})")});
  session.service.add("x%2F1").metadata = {{"Title", "old"}, {"Other", "kept"}};
  session.service.assets["x%2F1"].id = "x/1";
  session.run();
  ASSERT_EQ(session.result(), unsigned{INGOT_IT_DONE}) << session.message();
  EXPECT_EQ(session.end(0).remote_id, "x/1");
  EXPECT_EQ(session.host->sent()[1].body, R"({"metadata":{"Title":"new"}})");
  EXPECT_EQ(session.service.assets["x%2F1"].metadata.at("Other"), "kept");
}

TEST(ManagedAssetsUpdate, a_record_with_nothing_but_an_asset_is_a_look) {
  Session session({plain_item("r1", R"({"config":{"asset_id":"one"}})"),
                   plain_item("r2", R"({"config":{"asset_id":"none"}})")});
  session.service.add("one");
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.result(1), unsigned{INGOT_IT_CONFLICT});
  EXPECT_THAT(session.message(1), HasSubstr("restore it first"));
  EXPECT_EQ(session.service.count("look"), 2);
  EXPECT_EQ(session.host->sent().size(), 2u);
  // What is deleted is found too: the lifecycle may want to bring it back.
  Session deleted({plain_item("r1", R"({"config":{"asset_id":"one"}})")});
  deleted.service.add("one").is_deleted = true;
  deleted.run();
  EXPECT_EQ(deleted.result(), unsigned{INGOT_IT_DONE});
}

TEST(ManagedAssetsUpdate, a_uri_becomes_new_content_by_patch) {
  Session session(
      {plain_item("r1", R"({"config":{"asset_id":"one","uri":"https://x.example/n"}})")});
  session.service.add("one");
  session.run(config_with(R"(,"patch_type":"merge_patch")"));
  ASSERT_EQ(session.result(), unsigned{INGOT_IT_DONE}) << session.message();
  EXPECT_EQ(session.service.assets["one"].uri, "https://x.example/n");
  EXPECT_EQ(session.host->sent()[1].header("Content-Type"), "application/merge-patch+json");
}

TEST(ManagedAssetsUpdate, a_lost_put_is_seen_by_its_mark_and_not_sent_again) {
  for (const Luck luck : {Luck::lose_after, Luck::lose_before}) {
    Session session({new_version("a.jpg", "old")});
    session.service.add("old");
    session.service.fault("put", 1, {luck, fails(INGOT_OUT_UNKNOWN)});
    session.run();
    EXPECT_EQ(session.result(), unsigned{INGOT_IT_DONE}) << session.message();
    EXPECT_EQ(session.service.assets.at("old").version, 2);
    EXPECT_EQ(session.service.count("put"), luck == Luck::lose_after ? 1 : 2);
  }
}

TEST(ManagedAssetsUpdate, a_lost_put_that_nothing_proves_ends_unknown) {
  for (const bool has_mark : {true, false}) {
    Session session({new_version("a.jpg", "old")});
    session.service.add("old");
    session.service.shows_metadata = !has_mark;
    session.service.fault("put", 1, {Luck::lose_after, fails(INGOT_OUT_UNKNOWN)});
    session.run(config_with(has_mark ? "" : R"(,"attempt_key":"")"));
    EXPECT_EQ(session.result(), unsigned{INGOT_IT_UNKNOWN});
    EXPECT_EQ(session.end(0).remote_id, "");
    EXPECT_EQ(session.service.assets.at("old").version, 2);
  }
}

TEST(ManagedAssetsUpdate, a_lost_race_is_read_again_and_won) {
  Session session({new_version("a.jpg", "old")});
  session.service.add("old");
  session.start();
  session.live(1);
  session.service.assets.at("old").version = 5;  // somebody else, between the look and the PUT
  session.host->run(std::ref(session.service));
  session.expect_sound();
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_DONE}) << session.message();
  EXPECT_EQ(session.service.assets.at("old").version, 6);
  EXPECT_EQ(session.service.count("put"), 2);
}

TEST(ManagedAssetsUpdate, a_race_that_never_ends_is_given_up) {
  Session session({new_version("a.jpg", "old")});
  session.service.add("old");
  session.start();
  session.host->run([&](const Sent& sent) {
    if (sent.method == "PUT") ++session.service.assets.at("old").version;
    return session.service(sent);
  });
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_RETRYABLE});
  EXPECT_EQ(session.service.count("put"), 4);
}

TEST(ManagedAssetsUpdate, without_an_etag_nothing_is_changed) {
  Session session({new_version("a.jpg", "old")});
  session.service.add("old");
  session.service.shows_etags = false;
  session.run();
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_REJECTED});
  EXPECT_EQ(session.service.count("put"), 0);
}

TEST(ManagedAssetsUpdate, what_fails_names_no_asset_for_abort) {
  Session session({new_version("a.jpg", "old")});
  session.service.add("old");
  session.service.fault("put", 0, {Luck::reject, respond(422, R"({"message":"no"})")});
  session.run();
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_REJECTED});
  EXPECT_EQ(session.end(0).remote_id, "");
}

}  // namespace
}  // namespace ingot::managedassets::test
