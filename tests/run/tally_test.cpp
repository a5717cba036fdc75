#include "host/run/tally.hpp"

#include <gtest/gtest.h>

#include "host/run/run_end.hpp"

namespace ingot::run {
namespace {

using ledger::ItemState;

TEST(tally, moves_items_and_bytes_between_states) {
  Tally tally;
  tally.load({{ItemState::pending, 3, 300}});
  tally.move(ItemState::pending, ItemState::active, 100);
  tally.move(ItemState::active, ItemState::done, 100);
  EXPECT_EQ(tally.in(ItemState::pending), 2u);
  EXPECT_EQ(tally.in(ItemState::done), 1u);
  EXPECT_EQ(tally.total(), 3u);
  EXPECT_EQ(tally.total_bytes(), 300u);
  EXPECT_EQ(tally.failed(), 0u);
}

TEST(tally, follows_a_scan_while_items_move) {
  Tally tally;
  tally.load({{ItemState::pending, 2, 20}});
  tally.move(ItemState::pending, ItemState::active, 10);
  // The ledger does not know of the move yet, and the scan has added three, one of them unreadable.
  tally.follow({{ItemState::pending, 4, 45}, {ItemState::unreadable, 1, 0}});
  EXPECT_EQ(tally.in(ItemState::active), 1u);
  EXPECT_EQ(tally.in(ItemState::pending), 3u);
  EXPECT_EQ(tally.in(ItemState::unreadable), 1u);
  EXPECT_EQ(tally.total_bytes(), 45u);
}

TEST(run_end, exit_codes_are_those_of_the_table) {
  Tally fine, failing;
  fine.load({{ItemState::done, 1, 1}, {ItemState::skipped, 1, 1}});
  failing.load({{ItemState::done, 1, 1}, {ItemState::unknown, 1, 1}});
  EXPECT_EQ(exit_code({EndReason::finished, ""}, fine), 0);
  EXPECT_EQ(exit_code({EndReason::finished, ""}, failing), 5);
  EXPECT_EQ(exit_code({EndReason::budget, ""}, failing), 6);
  EXPECT_EQ(exit_code({EndReason::deadline, ""}, fine), 6);
  EXPECT_EQ(exit_code({EndReason::auth, ""}, fine), 7);
  EXPECT_EQ(exit_code({EndReason::unavailable, ""}, fine), 8);
  EXPECT_EQ(exit_code({EndReason::interrupted, ""}, fine), 130);
  EXPECT_EQ(exit_code({EndReason::invalid, ""}, fine), 3);
  EXPECT_EQ(exit_code({EndReason::plugin, ""}, fine), 4);
  EXPECT_EQ(exit_code({EndReason::internal, ""}, fine), 1);
}

}  // namespace
}  // namespace ingot::run
