#include "host/run/outcome.hpp"

#include <gtest/gtest.h>

#include <ingot/plugin.h>

namespace ingot::run {
namespace {

using ledger::ItemState;

plugin::ItemAction end(std::uint32_t result, std::string remote_id = "") {
  plugin::ItemAction action;
  action.result = result;
  action.remote_id = std::move(remote_id);
  action.code = "c";
  action.message = "m";
  return action;
}

transfer::SessionItem item(std::uint32_t tries = 0) {
  transfer::SessionItem made;
  made.seq = 5;
  made.tries = tries;
  made.remote_id = "r1";
  return made;
}

ledger::UpdateItem after(std::uint32_t op, const plugin::ItemAction& action, std::uint32_t tries = 0,
                         std::optional<ItemState> final_state = {}, bool has_lifecycle = true) {
  OutcomePolicy policy;
  policy.has_lifecycle = has_lifecycle;
  policy.can_abort = true;
  return outcome_of(op, item(tries), final_state, action, policy, 1'000'000, 0.5);
}

TEST(outcome, a_transferred_item_waits_for_lifecycle_only_if_there_is_one) {
  EXPECT_EQ(after(INGOT_OP_TRANSFER, end(INGOT_IT_DONE, "x")).state, ItemState::transferred);
  const auto done = after(INGOT_OP_TRANSFER, end(INGOT_IT_DONE, "x"), 0, {}, false);
  EXPECT_EQ(done.state, ItemState::done);
  EXPECT_EQ(*done.remote_id, "x");
  EXPECT_EQ(done.ended_ms, 1'000'000);
}

TEST(outcome, a_retryable_item_waits_and_gives_up_after_the_last_try) {
  const auto again = after(INGOT_OP_TRANSFER, end(INGOT_IT_RETRYABLE));
  EXPECT_EQ(again.state, ItemState::pending);
  EXPECT_EQ(*again.tries, 1u);
  EXPECT_GT(again.not_before_ms, 1'000'000);
  EXPECT_EQ(after(INGOT_OP_TRANSFER, end(INGOT_IT_RETRYABLE), 3).state, ItemState::failed);
}

TEST(outcome, a_plugin_s_wish_to_wait_is_kept_within_reason) {
  auto wish = end(INGOT_IT_RETRYABLE);
  wish.retry_after_ms = 60'000;
  EXPECT_EQ(after(INGOT_OP_TRANSFER, wish).not_before_ms, 1'060'000);
  wish.retry_after_ms = 1'000'000'000'000;
  EXPECT_LE(after(INGOT_OP_TRANSFER, wish).not_before_ms, 1'000'000 + 300'000);
}

TEST(outcome, what_a_failed_item_left_behind_is_cleaned_up_first) {
  for (const auto result : {INGOT_IT_REJECTED, INGOT_IT_SOURCE_CHANGED}) {
    const auto update = after(INGOT_OP_TRANSFER, end(static_cast<std::uint32_t>(result), "left"));
    EXPECT_EQ(update.state, ItemState::orphaned);
    EXPECT_TRUE(update.final_state);
  }
  const auto retried = after(INGOT_OP_TRANSFER, end(INGOT_IT_RETRYABLE, "left"));
  EXPECT_EQ(retried.state, ItemState::orphaned);
  EXPECT_EQ(*retried.final_state, ItemState::pending);
}

TEST(outcome, what_may_be_somebody_s_is_never_deleted) {
  EXPECT_EQ(after(INGOT_OP_TRANSFER, end(INGOT_IT_UNKNOWN, "left")).state, ItemState::unknown);
  EXPECT_EQ(after(INGOT_OP_TRANSFER, end(INGOT_IT_CONFLICT, "left")).state, ItemState::conflict);
}

TEST(outcome, an_auth_failure_leaves_the_item_due) {
  EXPECT_EQ(after(INGOT_OP_TRANSFER, end(INGOT_IT_AUTH)).state, ItemState::pending);
  EXPECT_EQ(after(INGOT_OP_LIFECYCLE, end(INGOT_IT_AUTH)).state, ItemState::transferred);
}

TEST(outcome, lifecycle_ends_items_and_tries_again_a_few_times) {
  EXPECT_EQ(after(INGOT_OP_LIFECYCLE, end(INGOT_IT_DONE)).state, ItemState::done);
  EXPECT_EQ(after(INGOT_OP_LIFECYCLE, end(INGOT_IT_REJECTED)).state, ItemState::rejected);
  EXPECT_EQ(after(INGOT_OP_LIFECYCLE, end(INGOT_IT_RETRYABLE)).state, ItemState::transferred);
  EXPECT_EQ(after(INGOT_OP_LIFECYCLE, end(INGOT_IT_RETRYABLE), 7).state, ItemState::failed);
}

TEST(outcome, after_a_clean_up_the_item_is_what_it_was_to_become) {
  const auto cleaned = after(INGOT_OP_ABORT, end(INGOT_IT_DONE), 0, ItemState::source_changed);
  EXPECT_EQ(cleaned.state, ItemState::source_changed);
  EXPECT_EQ(*cleaned.remote_id, "");
  EXPECT_FALSE(cleaned.code) << "why it failed stays as it was";
  const auto due = after(INGOT_OP_ABORT, end(INGOT_IT_DONE), 0, ItemState::pending);
  EXPECT_EQ(due.state, ItemState::pending);
  EXPECT_GT(due.not_before_ms, 0);
}

TEST(outcome, a_clean_up_that_failed_is_said_and_nothing_is_sent_beside_it) {
  const auto left = after(INGOT_OP_ABORT, end(INGOT_IT_RETRYABLE), 0, ItemState::pending);
  EXPECT_EQ(left.state, ItemState::failed);
  EXPECT_EQ(*left.code, "left_behind");
  EXPECT_NE(left.message->find("r1"), std::string::npos);
}

}  // namespace
}  // namespace ingot::run
