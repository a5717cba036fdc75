#include "host/transfer/hedge.hpp"

#include <gtest/gtest.h>

namespace ingot::transfer {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::uint64_t kPart = 8u << 20;

Hedge after_parts(int count, Hedge::Time took = seconds(1)) {
  Hedge hedge;
  for (int i = 0; i < count; ++i) hedge.answered(kPart, took);
  return hedge;
}

TEST(hedge, knows_no_straggler_before_it_knows_what_is_usual) {
  EXPECT_FALSE(after_parts(15).straggles_after(kPart));
  EXPECT_TRUE(after_parts(16).straggles_after(kPart));
}

TEST(hedge, a_straggler_takes_twice_the_usual_time) {
  EXPECT_EQ(after_parts(64).straggles_after(kPart), seconds(2));
}

TEST(hedge, sizes_that_differ_widely_say_nothing_of_each_other) {
  EXPECT_TRUE(after_parts(64).straggles_after(kPart / 2));
  EXPECT_FALSE(after_parts(64).straggles_after(kPart / 2 - 2));
  EXPECT_TRUE(after_parts(64).straggles_after(2 * kPart));
  EXPECT_FALSE(after_parts(64).straggles_after(2 * kPart + 2) && after_parts(64).straggles_after(4 * kPart));
}

TEST(hedge, where_times_vary_widely_twice_the_median_is_usual) {
  Hedge hedge;
  for (int i = 0; i < 64; ++i) hedge.answered(kPart, seconds(i % 5 == 0 ? 10 : 1));
  EXPECT_GT(*hedge.straggles_after(kPart), seconds(10));
}

TEST(hedge, what_is_quick_is_not_sent_twice) {
  EXPECT_GE(*after_parts(64, milliseconds(5)).straggles_after(kPart), milliseconds(500));
}

TEST(hedge, forgets_what_is_long_past) {
  Hedge hedge = after_parts(64, seconds(10));
  for (int i = 0; i < 64; ++i) hedge.answered(kPart, seconds(1));
  EXPECT_EQ(hedge.straggles_after(kPart), seconds(2));
}

TEST(hedge, spends_at_most_half_a_percent) {
  for (int parts = 0; parts < 2000; parts += 50) {
    Hedge hedge = after_parts(parts);
    while (hedge.may_spend(kPart)) hedge.spend(kPart);
    EXPECT_LE(hedge.bytes_spent() * 200, static_cast<std::uint64_t>(parts) * kPart);
  }
  Hedge hedge = after_parts(201);
  EXPECT_TRUE(hedge.may_spend(kPart));
  hedge.spend(kPart);
  EXPECT_FALSE(hedge.may_spend(kPart));
  EXPECT_EQ(hedge.twins(), 1u);
}

}  // namespace
}  // namespace ingot::transfer
