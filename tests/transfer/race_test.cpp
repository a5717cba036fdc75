#include "host/transfer/race.hpp"

#include <gtest/gtest.h>

namespace ingot::transfer {
namespace {

constexpr std::uint64_t kFirst = 7, kTwin = 9, kBody = 1000;

AttemptResult answered(std::uint64_t id, int status = 200) {
  AttemptResult result;
  result.id = id;
  result.answer.delivery = net::Delivery::response;
  result.answer.response.status = status;
  result.answer.timing.bytes_sent = kBody + 200;
  return result;
}

AttemptResult lost(std::uint64_t id, net::Delivery delivery, std::uint64_t bytes_sent) {
  AttemptResult result;
  result.id = id;
  result.answer.delivery = delivery;
  result.answer.timing.bytes_sent = bytes_sent;
  return result;
}

TEST(race, the_winner_is_not_told_while_the_other_may_still_arrive) {
  for (const auto& [winner, other] : {std::pair(kFirst, kTwin), std::pair(kTwin, kFirst)}) {
    Race race(kFirst, kTwin);
    EXPECT_FALSE(race.loser());
    race.ended(answered(winner));
    EXPECT_FALSE(race.is_over());
    EXPECT_EQ(race.loser(), other);
    race.ended(lost(other, net::Delivery::cancelled, kBody - 1));
    ASSERT_TRUE(race.is_over());
    EXPECT_EQ(race.take_result().id, winner);
  }
}

TEST(race, a_loser_that_is_answered_does_not_count) {
  for (const int status : {200, 409, 500}) {
    Race race(kFirst, kTwin);
    race.ended(answered(kTwin));
    race.ended(answered(kFirst, status));
    EXPECT_TRUE(race.is_over());
    EXPECT_EQ(race.take_result().id, kTwin);
  }
}

TEST(race, one_that_failed_before_leaves_the_other_to_win) {
  Race race(kFirst, kTwin);
  race.ended(lost(kFirst, net::Delivery::unknown, kBody));
  EXPECT_FALSE(race.loser()) << "nobody has won";
  EXPECT_EQ(race.survivor(), kTwin);
  race.ended(answered(kTwin));
  EXPECT_EQ(race.take_result().id, kTwin);
}

TEST(race, a_refusal_does_not_win) {
  for (const int status : {403, 429, 500}) {
    Race race(kFirst, kTwin);
    race.ended(answered(kTwin, status));
    EXPECT_FALSE(race.loser());
    race.ended(answered(kFirst));
    EXPECT_EQ(race.take_result().id, kFirst);
  }
}

TEST(race, without_a_winner_the_last_result_counts) {
  Race race(kFirst, kTwin);
  race.ended(answered(kTwin, 429));
  race.ended(answered(kFirst, 500));
  EXPECT_FALSE(race.has_winner());
  EXPECT_EQ(race.take_result().answer.response.status, 500);
}

}  // namespace
}  // namespace ingot::transfer
