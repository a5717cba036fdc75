#include "host/transfer/rate_limit.hpp"

#include <gtest/gtest.h>

namespace ingot::transfer {
namespace {

using namespace std::chrono_literals;

TEST(rate_limit, lets_everything_pass_without_a_rate) {
  LocalRateLimit limit(0);
  for (int i = 0; i < 1000; ++i) limit.spend(1s);
  EXPECT_LE(limit.earliest(1s), 1s);
}

TEST(rate_limit, keeps_to_the_rate_after_the_burst) {
  LocalRateLimit limit(60, 5);  // one a second
  std::chrono::nanoseconds now = 100s;
  int sent = 0;
  for (; now <= 160s; now += 100ms) {
    if (limit.earliest(now) <= now) {
      limit.spend(now);
      ++sent;
    }
  }
  EXPECT_GE(sent, 60);
  EXPECT_LE(sent, 66);
}

TEST(rate_limit, a_hold_stops_everyone_and_never_shrinks) {
  LocalRateLimit limit(0);
  limit.hold_until(50s);
  limit.hold_until(20s);
  EXPECT_EQ(limit.earliest(10s), 50s);
  EXPECT_LE(limit.earliest(51s), 51s);
}

}  // namespace
}  // namespace ingot::transfer
