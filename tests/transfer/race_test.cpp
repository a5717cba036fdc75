#include "host/transfer/race.hpp"

#include <gtest/gtest.h>

namespace ingot::transfer {
namespace {

using std::chrono::seconds;

constexpr std::uint64_t kFirst = 7, kTwin = 9, kBody = 1000;
constexpr seconds kNow{100};

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
    race.ended(answered(winner), kBody, kNow);
    EXPECT_FALSE(race.is_over());
    EXPECT_EQ(race.loser(), other);
    race.ended(lost(other, net::Delivery::cancelled, kBody - 1), kBody, kNow);
    ASSERT_TRUE(race.is_over());
    EXPECT_LE(race.due(), kNow);
    EXPECT_EQ(race.take_result().id, winner);
  }
}

TEST(race, a_loser_that_is_answered_can_do_no_harm) {
  for (const int status : {200, 409, 500}) {
    Race race(kFirst, kTwin);
    race.ended(answered(kTwin), kBody, kNow);
    race.ended(answered(kFirst, status), kBody, kNow);
    EXPECT_TRUE(race.is_over());
    EXPECT_LE(race.due(), kNow);
    EXPECT_EQ(race.take_result().id, kTwin);
  }
}

TEST(race, a_loser_that_had_wholly_left_holds_the_outcome_back) {
  for (const auto delivery : {net::Delivery::cancelled, net::Delivery::unknown}) {
    for (const auto sent : {kBody, kBody + 300}) {
      Race race(kFirst, kTwin);
      race.ended(answered(kTwin), kBody, kNow);
      race.ended(lost(kFirst, delivery, sent), kBody, kNow + seconds(1));
      EXPECT_TRUE(race.is_over());
      EXPECT_EQ(race.due(), kNow + seconds(1) + Race::kLateEffect);
    }
  }
}

TEST(race, so_does_one_that_failed_before_the_other_won) {
  Race race(kFirst, kTwin);
  race.ended(lost(kFirst, net::Delivery::unknown, kBody), kBody, kNow);
  EXPECT_FALSE(race.loser()) << "nobody has won";
  EXPECT_EQ(race.survivor(), kTwin);
  race.ended(answered(kTwin), kBody, kNow + seconds(5));
  EXPECT_EQ(race.due(), kNow + Race::kLateEffect);
  EXPECT_EQ(race.take_result().id, kTwin);
}

TEST(race, what_never_left_whole_is_no_request) {
  const AttemptResult harmless[] = {
      lost(kFirst, net::Delivery::not_sent, 0), lost(kFirst, net::Delivery::unknown, kBody - 1),
      lost(kFirst, net::Delivery::cancelled, 0), lost(kFirst, net::Delivery::source_failed, kBody)};
  for (const auto& result : harmless) {
    Race race(kFirst, kTwin);
    race.ended(result, kBody, kNow);
    race.ended(answered(kTwin), kBody, kNow);
    EXPECT_LE(race.due(), kNow);
  }
}

TEST(race, a_refusal_does_not_win) {
  for (const int status : {403, 429, 500}) {
    Race race(kFirst, kTwin);
    race.ended(answered(kTwin, status), kBody, kNow);
    EXPECT_FALSE(race.loser());
    race.ended(answered(kFirst), kBody, kNow);
    EXPECT_EQ(race.take_result().id, kFirst);
  }
}

TEST(race, without_a_winner_the_last_result_counts) {
  Race race(kFirst, kTwin);
  race.ended(answered(kTwin, 429), kBody, kNow);
  race.ended(answered(kFirst, 500), kBody, kNow);
  EXPECT_FALSE(race.has_winner());
  EXPECT_EQ(race.take_result().answer.response.status, 500);
}

}  // namespace
}  // namespace ingot::transfer
