#include "host/transfer/slots.hpp"

#include <gtest/gtest.h>

namespace ingot::transfer {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Kind = Slots::Kind;

net::Answer answer_of(int status) {
  net::Answer answer;
  answer.delivery = net::Delivery::response;
  answer.response.status = status;
  return answer;
}

net::Answer lost(net::Delivery delivery) {
  net::Answer answer;
  answer.delivery = delivery;
  return answer;
}

TEST(slots, every_kind_has_its_own) {
  Slots slots({.byte_slots = 2, .call_slots = 1});
  slots.take(Kind::bytes);
  slots.take(Kind::calls);
  EXPECT_TRUE(slots.has_room(Kind::bytes));
  EXPECT_FALSE(slots.has_room(Kind::calls));
  slots.take(Kind::bytes);
  EXPECT_FALSE(slots.has_room(Kind::bytes));
  EXPECT_EQ(slots.in_flight(), 3u);
  slots.give_back(Kind::calls);
  EXPECT_TRUE(slots.has_room(Kind::calls));
  EXPECT_EQ(slots.in_flight(Kind::bytes), 2u);
}

TEST(slots, what_an_ended_attempt_says) {
  const struct {
    net::Answer answer;
    seconds took;
    Verdict verdict;
  } cases[] = {
      {answer_of(200), seconds(1), Verdict::ok},         {answer_of(404), seconds(1), Verdict::ok},
      {answer_of(429), seconds(1), Verdict::throttled},  {answer_of(503), seconds(1), Verdict::throttled},
      {answer_of(500), seconds(1), Verdict::error},      {lost(net::Delivery::too_large), seconds(1), Verdict::ok},
      {lost(net::Delivery::unknown), seconds(29), Verdict::error},
      {lost(net::Delivery::unknown), seconds(30), Verdict::timeout},
      {lost(net::Delivery::not_sent), seconds(30), Verdict::timeout},
      {lost(net::Delivery::not_sent), seconds(0), Verdict::error},
      {lost(net::Delivery::cancelled), seconds(99), Verdict::error},
      {lost(net::Delivery::source_failed), seconds(99), Verdict::error},
  };
  for (const auto& [answer, took, verdict] : cases) {
    EXPECT_EQ(verdict_of(answer, took, seconds(30)), verdict) << answer.response.status;
  }
}

TEST(slots, a_throttled_call_costs_calls_and_not_uploads) {
  Slots slots({.byte_slots = 8, .call_slots = 8, .byte_ceiling = 16, .call_ceiling = 16});
  slots.take(Kind::calls);
  const net::Answer answer = answer_of(429);
  slots.give_back(Kind::calls, {seconds(1), seconds(30), answer}, seconds(2));
  slots.sample(0, seconds(2));
  EXPECT_EQ(slots.limit(Kind::calls), 4u);
  EXPECT_EQ(slots.limit(Kind::bytes), 8u);
  EXPECT_EQ(slots.reason(),
            "uploads 8: to start with; calls 8 to 4 in flight: the vendor asks for less (429 or 503)");
}

TEST(slots, numbers_of_the_job_stay_whatever_happens) {
  Slots slots({.byte_slots = 3, .call_slots = 2});
  const net::Answer answer = answer_of(503);
  for (int i = 1; i < 100; ++i) {
    slots.take(Kind::bytes);
    slots.sample(static_cast<std::uint64_t>(i) << 20, milliseconds(100 * i));
    slots.give_back(Kind::bytes, {milliseconds(100 * i), seconds(30), answer}, milliseconds(100 * i + 1));
  }
  EXPECT_EQ(slots.limit(Kind::bytes), 3u);
  EXPECT_EQ(slots.limit(Kind::calls), 2u);
}

TEST(slots, more_uploads_are_let_in_while_they_pay) {
  Slots slots({.byte_slots = 4, .call_slots = 4, .byte_ceiling = 32, .call_ceiling = 4});
  std::uint64_t bytes = 0;
  for (int i = 1; i < 100; ++i) {
    while (slots.has_room(Kind::bytes)) slots.take(Kind::bytes);
    slots.sample(bytes, milliseconds(50 * i));
    bytes += slots.in_flight(Kind::bytes) * 100'000;
  }
  EXPECT_GE(slots.limit(Kind::bytes), 25u);
}

}  // namespace
}  // namespace ingot::transfer
