// Which ended items go on, and as what. The law behind the table: what may be at the vendor is never sent beside itself
// unless somebody asked for just that.
#include "host/cli/retry_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ingot::cli {
namespace {

using ledger::Item;
using ledger::ItemKind;
using ledger::ItemState;
using ledger::ReviveItem;
using testing::HasSubstr;

constexpr std::int64_t kNow = 1'900'000'000'000;
const SourceNow kSource = ReviveItem::Source{10, 5, 3};

Item ended(ItemState state, const std::string& remote_id = "", const std::string& code = "busy") {
  Item item;
  item.seq = 7;
  item.key = "a.jpg";
  item.size = 10;
  item.mtime_ns = 5;
  item.state = state;
  item.code = code;
  item.message = "why";
  item.remote_id = remote_id;
  item.meta = "{}";
  return item;
}

RetryRules rules(bool has_lifecycle = true, bool can_abort = true) {
  return {.has_lifecycle = has_lifecycle, .can_abort = can_abort, .now_ms = kNow, .stable_for_ms = 0};
}

RetryVerdict judge(const Item& item, const RetryRules& how = rules(), const SourceNow& now = kSource) {
  return judge_retry(item, how, wants_source(item, how) ? std::optional(now) : std::nullopt);
}

ItemState becomes(const RetryVerdict& verdict) {
  const auto* revive = std::get_if<ReviveItem>(&verdict);
  return revive ? revive->state : ItemState::skipped;
}

TEST(retry_rules, each_wish_means_its_own_states) {
  const RetryWish failed{true, false, false}, rejected{false, true, false}, unknown{false, false, true};
  for (const ItemState state : {ItemState::failed, ItemState::auth, ItemState::source_changed, ItemState::unreadable}) {
    EXPECT_TRUE(is_meant(ended(state), failed));
    EXPECT_FALSE(is_meant(ended(state), rejected) || is_meant(ended(state), unknown));
  }
  for (const ItemState state : {ItemState::rejected, ItemState::conflict}) {
    EXPECT_TRUE(is_meant(ended(state), rejected));
    EXPECT_FALSE(is_meant(ended(state), failed) || is_meant(ended(state), unknown));
  }
  EXPECT_TRUE(is_meant(ended(ItemState::unknown), unknown));
  EXPECT_FALSE(is_meant(ended(ItemState::unknown), failed) || is_meant(ended(ItemState::unknown), rejected));
  for (const ItemState state : {ItemState::done, ItemState::skipped, ItemState::pending, ItemState::active,
                                ItemState::orphaned, ItemState::transferred}) {
    EXPECT_FALSE(is_meant(ended(state), {true, true, true})) << to_string(state);
  }
}

TEST(retry_rules, what_left_nothing_behind_waits_again) {
  for (const ItemState state : {ItemState::failed, ItemState::auth, ItemState::source_changed, ItemState::unreadable,
                                ItemState::rejected, ItemState::conflict, ItemState::unknown}) {
    EXPECT_EQ(becomes(judge(ended(state))), ItemState::pending) << to_string(state);
  }
}

TEST(retry_rules, a_whole_asset_is_promoted_and_a_torn_one_removed_first) {
  EXPECT_EQ(becomes(judge(ended(ItemState::failed, "id"))), ItemState::transferred);
  EXPECT_EQ(becomes(judge(ended(ItemState::rejected, "id"))), ItemState::transferred);
  const auto torn = judge(ended(ItemState::failed, "id", "left_behind"));
  ASSERT_EQ(becomes(torn), ItemState::orphaned);
  EXPECT_EQ(std::get<ReviveItem>(torn).final_state, ItemState::pending);
  EXPECT_FALSE(std::get<ReviveItem>(torn).remote_id) << "ABORT needs the id";
  // Without a lifecycle nothing whole can have failed.
  EXPECT_EQ(becomes(judge(ended(ItemState::failed, "id"), rules(false, true))), ItemState::orphaned);
}

TEST(retry_rules, what_may_be_at_the_vendor_and_cannot_be_removed_stays) {
  EXPECT_THAT(std::get<std::string>(judge(ended(ItemState::failed, "id"), rules(true, false))), HasSubstr("asset id"));
  EXPECT_THAT(std::get<std::string>(judge(ended(ItemState::failed, "id", "left_behind"), rules(true, false))),
              HasSubstr("cannot remove"));
  EXPECT_THAT(std::get<std::string>(judge(ended(ItemState::unknown, "id"))), HasSubstr("look at it there"));
  EXPECT_THAT(std::get<std::string>(judge(ended(ItemState::conflict, "id"))), HasSubstr("look at it there"));
}

TEST(retry_rules, somebody_elses_asset_is_never_handed_to_transfer) {
  const auto verdict = judge(ended(ItemState::conflict, "id"), rules(false, true));
  ASSERT_EQ(becomes(verdict), ItemState::pending);
  EXPECT_EQ(std::get<ReviveItem>(verdict).remote_id, "");
  EXPECT_THAT(std::get<ReviveItem>(verdict).message, HasSubstr("asset id"));
}

TEST(retry_rules, a_file_that_cannot_be_sent_now_is_not_revived) {
  EXPECT_EQ(std::get<std::string>(judge(ended(ItemState::unreadable), rules(), std::string("gone"))), "gone");
  Item row = ended(ItemState::unreadable, "", "row_without_file");
  row.kind = ItemKind::plain;
  EXPECT_THAT(std::get<std::string>(judge(row)), HasSubstr("correct the table"));
  RetryRules patient = rules();
  patient.stable_for_ms = 1000;
  const auto written = [](std::int64_t ago_ms) { return ReviveItem::Source{1, (kNow - ago_ms) * 1'000'000, 1}; };
  EXPECT_EQ(becomes(judge(ended(ItemState::failed), patient, written(1000))), ItemState::pending);
  EXPECT_THAT(std::get<std::string>(judge(ended(ItemState::failed), patient, written(999))), HasSubstr("written"));
}

TEST(retry_rules, notes_of_the_plugin_are_kept_for_the_same_bytes_only) {
  EXPECT_FALSE(std::get<ReviveItem>(judge(ended(ItemState::failed))).meta);
  const SourceNow other = ReviveItem::Source{11, 5, 3};
  const auto changed = std::get<ReviveItem>(judge(ended(ItemState::failed), rules(), other));
  EXPECT_EQ(changed.meta, "");
  EXPECT_EQ(changed.source->size, 11u);
  EXPECT_EQ(std::get<ReviveItem>(judge(ended(ItemState::source_changed))).meta, "");
}

TEST(retry_rules, the_message_tells_the_past_and_stays_short_and_utf8) {
  Item item = ended(ItemState::failed);
  EXPECT_THAT(std::get<ReviveItem>(judge(item)).message, HasSubstr("before: failed: busy: why"));
  for (std::size_t pad = 0; pad < 4; ++pad) {
    item.message = std::string(pad, 'x');
    for (int i = 0; i < 1000; ++i) item.message += "€";
    const std::string text = std::get<ReviveItem>(judge(item)).message;
    EXPECT_LE(text.size(), 610u);
    EXPECT_EQ(text.substr(text.size() - 3), "…");
    EXPECT_EQ(text[text.size() - 6], "€"[0]) << "the last whole character is whole";
  }
}

}  // namespace
}  // namespace ingot::cli
