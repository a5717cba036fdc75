#include "host/plan/part_pace.hpp"

#include <gtest/gtest.h>

#include <bit>

#include "host/plan/part_plan.hpp"

namespace ingot::plan {
namespace {

using std::chrono::nanoseconds;

constexpr std::uint64_t kMiB = 1u << 20;

// Requests of `fixed` seconds and a connection of `rate` bytes a second, sizes up to `largest`.
PartPace pace_of(double fixed, double rate, std::uint64_t largest = 8 * kMiB, int requests = 200) {
  PartPace pace;
  for (int i = 0; i < requests; ++i) {
    const std::uint64_t bytes = largest - static_cast<std::uint64_t>(i % 4) * largest / 8;
    pace.add(bytes, nanoseconds(static_cast<std::int64_t>((fixed + static_cast<double>(bytes) / rate) * 1e9)));
  }
  return pace;
}

TEST(part_pace, says_nothing_before_it_has_seen_enough) {
  EXPECT_FALSE(PartPace().wish(8, 1u << 30));
  EXPECT_FALSE(pace_of(0.1, 1e8, 8 * kMiB, 10).wish(8, 1u << 30));
}

TEST(part_pace, says_nothing_when_all_parts_were_alike) {
  PartPace pace;
  for (int i = 0; i < 1000; ++i) pace.add(8 * kMiB, std::chrono::milliseconds(100 + i % 7));
  EXPECT_FALSE(pace.wish(8, 1u << 30));
}

TEST(part_pace, a_request_costs_at_most_a_twentieth_beside_its_bytes) {
  for (const double fixed : {0.05, 0.2, 0.4}) {
    const double rate = 50e6;
    const auto wish = pace_of(fixed, rate).wish(1, 1ull << 40);
    ASSERT_TRUE(wish);
    const double bytes_take = static_cast<double>(wish->part_size) / rate;
    // A power of two below what was wanted: at most twice the overhead.
    EXPECT_LE(fixed / (fixed + bytes_take), 0.1) << fixed;
  }
}

TEST(part_pace, a_cheap_request_keeps_the_usual_size) {
  EXPECT_EQ(pace_of(0.001, 50e6).wish(8, 1u << 30)->part_size, kAutoPartSize);
}

TEST(part_pace, a_lost_part_is_repeated_within_fifteen_seconds) {
  const auto wish = pace_of(0.3, 200e3).wish(8, 1u << 30);
  EXPECT_LE(static_cast<double>(wish->part_size) / 200e3, 15);
  EXPECT_GE(wish->part_size, kMiB);
}

TEST(part_pace, everything_in_flight_stays_within_the_cache) {
  for (const unsigned in_flight : {1u, 16u, 100u}) {
    const std::uint64_t cache = 1u << 30;
    EXPECT_LE(pace_of(1, 500e6).wish(in_flight, cache)->part_size * in_flight, cache);
  }
}

TEST(part_pace, sizes_are_powers_of_two_so_that_noise_changes_nothing) {
  for (const double fixed : {0.1, 0.15, 0.3, 0.7}) {
    const auto size = pace_of(fixed, 80e6).wish(4, 1ull << 40)->part_size;
    EXPECT_TRUE(std::has_single_bit(size)) << size;
  }
}

TEST(part_pace, follows_a_path_that_changes) {
  PartPace pace = pace_of(0.001, 50e6);
  for (int i = 0; i < 2000; ++i) {
    const std::uint64_t bytes = (4 + i % 4) * kMiB;
    pace.add(bytes, nanoseconds(static_cast<std::int64_t>((0.5 + static_cast<double>(bytes) / 50e6) * 1e9)));
  }
  EXPECT_GT(pace.wish(4, 1ull << 40)->part_size, 64 * kMiB);
}

TEST(part_pace, the_reason_names_what_was_measured) {
  const auto wish = pace_of(0.25, 50e6).wish(4, 1ull << 40);
  EXPECT_NE(wish->reason.find("250 ms"), std::string::npos) << wish->reason;
}

TEST(part_plan, what_was_measured_yields_to_the_vendors_limits_and_to_the_job) {
  const PartWish wish{.part_size = 256 * kMiB, .in_flight = 4, .reason = {}};
  const PartLimits limits{.part_min = 5 * kMiB, .part_max = 100 * kMiB};
  const std::uint64_t size = 100'000 * kMiB;
  EXPECT_EQ(plan_parts(size, limits, std::nullopt, wish)->part_size, 100 * kMiB);
  EXPECT_EQ(plan_parts(size, limits, 64 * kMiB, wish)->part_size, 64 * kMiB);
  const PartWish small{.part_size = kMiB, .in_flight = 4, .reason = {}};
  EXPECT_EQ(plan_parts(1000 * kMiB, limits, std::nullopt, small)->part_size, 5 * kMiB);
}

TEST(part_plan, a_file_keeps_enough_parts_for_all_that_may_be_in_flight) {
  const PartWish wish{.part_size = 128 * kMiB, .in_flight = 16, .reason = {}};
  for (const std::uint64_t size : {100 * kMiB, 1000 * kMiB, 10'000 * kMiB}) {
    const auto plan = plan_parts(size, PartLimits{}, std::nullopt, wish);
    EXPECT_TRUE(plan->part_size <= kAutoPartSize + kMiB || plan->count >= 31) << size;
  }
}

}  // namespace
}  // namespace ingot::plan
