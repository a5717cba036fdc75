// LIFECYCLE and ABORT: expiry adds once, restored leaves the living alone, deleted is for 90 days.
#include <gmock/gmock.h>

#include "tests/plugins/managedassets/session.hpp"

namespace ingot::managedassets::test {
namespace {

using ::testing::HasSubstr;

constexpr std::int64_t kDay = 86'400'000;

std::string to(const std::string& target, const std::string& more = {},
               const std::string& otherwise = "leave") {
  return config_with(R"(,"lifecycle":{"to":")" + target + R"(","if_not_permitted":")" + otherwise +
                     R"("})" + more);
}
const std::string kMonth = R"(,"lifecycle_expires":"P1M")";

struct Aged : Session {
  explicit Aged(std::uint32_t op = INGOT_OP_LIFECYCLE) : Session({file_item("a.jpg")}, op) {
    begin.items[0].remote_id = "one";
    begin.items[0].meta = R"({"etag":"\"v0\"","size":1234})";
    born = *service.add("one").expires_ms;
  }
  ModelAsset& asset() { return service.assets.at("one"); }
  std::int64_t moved() { return *asset().expires_ms - born; }
  std::int64_t born = 0;
};

TEST(ManagedAssetsLifecycle, expiry_adds_to_the_life_under_if_match) {
  Aged session;
  session.run(to("expiry", kMonth));
  ASSERT_EQ(session.result(), unsigned{INGOT_IT_DONE}) << session.message();
  EXPECT_EQ(session.moved(), 28 * kDay);
  const Sent& sent = session.host->sent()[1];
  EXPECT_EQ(sent.method + " " + sent.body, R"(PATCH {"expires":"P1M"})");
  EXPECT_EQ(sent.header("If-Match"), "\"v1\"");
  EXPECT_THAT(session.end(0).meta, HasSubstr(R"({"size":1234,"etag":"\"v2\"","expires_on":")"));
  EXPECT_THAT(session.end(0).meta, HasSubstr(R"("lifecycle":"expiry"})"));
}

TEST(ManagedAssetsLifecycle, a_lost_extension_is_never_done_twice) {
  for (const Luck luck : {Luck::lose_after, Luck::lose_before}) {
    Aged session;
    session.service.fault("patch", 1, {luck, fails(INGOT_OUT_UNKNOWN)});
    session.run(to("expiry", kMonth));
    EXPECT_EQ(session.result(), unsigned{INGOT_IT_DONE}) << session.message();
    EXPECT_EQ(session.moved(), 28 * kDay);
    EXPECT_EQ(session.service.count("patch"), luck == Luck::lose_after ? 1 : 2);
  }
}

TEST(ManagedAssetsLifecycle, a_lost_extension_beside_another_writer_is_judged_by_the_date) {
  struct Case {
    std::int64_t theirs;
    unsigned result;
    int patches;
  };
  for (const Case& made : {Case{0, INGOT_IT_DONE, 2}, Case{5 * kDay, INGOT_IT_UNKNOWN, 1}}) {
    Aged session;
    session.service.fault("patch", 1, {Luck::lose_before, fails(INGOT_OUT_UNKNOWN)});
    session.start(to("expiry", kMonth));
    session.live(2);
    ++session.asset().version;
    *session.asset().expires_ms += made.theirs;
    session.host->run(std::ref(session.service));
    session.expect_sound();
    EXPECT_EQ(session.result(), made.result) << session.message();
    EXPECT_EQ(session.service.count("patch"), made.patches);
  }
}

TEST(ManagedAssetsLifecycle, never_is_sent_once_and_not_to_an_asset_without_end) {
  Aged session;
  session.run(to("expiry", R"(,"lifecycle_expires":"never")"));
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_DONE});
  EXPECT_FALSE(session.asset().expires_ms);
  Aged already;
  already.asset().expires_ms.reset();
  already.run(to("expiry", kMonth));
  EXPECT_EQ(already.result(), unsigned{INGOT_IT_DONE});
  EXPECT_EQ(already.service.count("patch"), 0);
}

TEST(ManagedAssetsLifecycle, an_expired_asset_must_be_restored_before_it_is_extended) {
  Aged session;
  session.asset().expires_ms = session.host->now_ms() - 1;
  session.run(to("expiry", kMonth));
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_CONFLICT});
  EXPECT_THAT(session.message(), HasSubstr("restore it first"));
}

TEST(ManagedAssetsLifecycle, restores_what_is_expired_or_deleted_and_only_that) {
  for (const bool is_deleted : {true, false}) {
    Aged session;
    session.asset().is_deleted = is_deleted;
    if (!is_deleted) session.asset().expires_ms = session.host->now_ms() - 1;
    session.run(to("restored", R"(,"lifecycle_expires":"P9D")"));
    EXPECT_EQ(session.result(), unsigned{INGOT_IT_DONE}) << session.message();
    EXPECT_FALSE(session.asset().is_deleted);
    EXPECT_EQ(session.host->sent().back().body, R"({"expires":"P9D"})");
    EXPECT_EQ(session.host->sent().back().url, "https://assets.example/v1/assets/one:restore");
  }
  Aged alive;
  alive.run(to("restored"));
  EXPECT_EQ(alive.result(), unsigned{INGOT_IT_DONE});
  EXPECT_EQ(alive.service.count("restore"), 0);
  Aged purged;
  purged.service.assets.clear();
  purged.run(to("restored"));
  EXPECT_EQ(purged.result(), unsigned{INGOT_IT_CONFLICT});
}

TEST(ManagedAssetsLifecycle, a_lost_restore_is_looked_at_before_it_is_repeated) {
  for (const Luck luck : {Luck::lose_after, Luck::lose_before}) {
    Aged session;
    session.asset().is_deleted = true;
    session.service.fault("restore", 1, {luck, fails(INGOT_OUT_UNKNOWN)});
    session.run(to("restored"));
    EXPECT_EQ(session.result(), unsigned{INGOT_IT_DONE}) << session.message();
    EXPECT_EQ(session.service.count("restore"), luck == Luck::lose_after ? 1 : 2);
  }
}

TEST(ManagedAssetsLifecycle, deletes_softly_unless_purge_is_asked_for) {
  for (const bool is_purge : {false, true}) {
    Aged session;
    session.run(to("deleted", is_purge ? R"(,"purge":true)" : ""));
    EXPECT_EQ(session.result(), unsigned{INGOT_IT_DONE}) << session.message();
    EXPECT_EQ(session.service.assets.contains("one"), !is_purge);
    EXPECT_THAT(session.host->sent().back().url,
                HasSubstr(is_purge ? "purge=true" : "purge=false"));
  }
}

TEST(ManagedAssetsLifecycle, a_delete_that_lost_a_race_is_tried_again) {
  Aged session;
  session.start(to("deleted"));
  session.live(1);
  ++session.asset().version;
  session.host->run(std::ref(session.service));
  session.expect_sound();
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.service.count("delete"), 2);
}

TEST(ManagedAssetsLifecycle, missing_permission_is_an_outcome_as_the_job_wants_it) {
  for (const bool fail : {false, true}) {
    Aged session;
    session.service.fault("patch", 0, {Luck::reject, respond(403, R"({"message":"not yours"})")});
    session.run(to("expiry", kMonth, fail ? "fail" : "leave"));
    EXPECT_EQ(session.result(), unsigned{fail ? INGOT_IT_REJECTED : INGOT_IT_DONE});
    EXPECT_THAT(fail ? session.message() : session.end(0).meta, HasSubstr("not yours"));
  }
}

TEST(ManagedAssetsLifecycle, an_item_without_an_asset_is_refused) {
  for (const char* id : {"", "..", "a b"}) {
    Aged session;
    session.begin.items[0].remote_id = id;
    session.run(to("deleted"));
    EXPECT_EQ(session.result(), unsigned{INGOT_IT_REJECTED});
    EXPECT_TRUE(session.host->sent().empty());
  }
}

TEST(ManagedAssetsAbort, deletes_softly_whatever_purge_says) {
  Aged session(INGOT_OP_ABORT);
  session.run(config_with(R"(,"purge":true)"));
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_DONE});
  EXPECT_TRUE(session.asset().is_deleted);
  EXPECT_EQ(session.host->sent().back().header("If-Match"), "\"v1\"");
}

TEST(ManagedAssetsAbort, what_is_gone_is_clean_and_what_was_never_made_is_skipped) {
  Aged gone(INGOT_OP_ABORT), never(INGOT_OP_ABORT);
  gone.service.assets.clear();
  gone.run();
  EXPECT_EQ(gone.result(), unsigned{INGOT_IT_DONE});
  never.begin.items[0].remote_id.clear();
  never.run();
  EXPECT_EQ(never.result(), unsigned{INGOT_IT_SKIPPED});
}

TEST(ManagedAssetsAbort, without_an_etag_it_deletes_whatever_there_is) {
  Aged session(INGOT_OP_ABORT);
  session.service.shows_etags = false;
  session.run();
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.host->sent().back().header("If-Match"), "*");
}

}  // namespace
}  // namespace ingot::managedassets::test
