// When a setting counts as slower.
#include "host/bench/comparison.hpp"

#include <gtest/gtest.h>

#include "tests/bench/bench_support.hpp"

namespace ingot::bench {
namespace {

Row measured(double seconds, double low, double high, unsigned runs = 3, unsigned in_flight = 4) {
  Row row;
  row.arm = arm_of({.name = "none"}, 8 * kMiB, in_flight);
  row.source = Source::measured;
  row.load = {64 * kMiB, 1};
  row.runs = runs;
  row.seconds = seconds;
  row.seconds_low = low;
  row.seconds_high = high;
  return row;
}

bool regresses(const Row& before, const Row& after, double tolerance = 0.15) {
  const std::vector<Row> old = {before}, now = {after};
  return compare(old, now, tolerance).has_regression();
}

TEST(comparison, slower_beyond_the_tolerance_is_a_regression) {
  EXPECT_TRUE(regresses(measured(1, 0.9, 1.1), measured(1.3, 1.2, 1.4)));
  EXPECT_FALSE(regresses(measured(1, 0.9, 1.1), measured(1.15, 1.12, 1.2)));
  EXPECT_FALSE(regresses(measured(1, 0.9, 1.1), measured(0.5, 0.4, 0.6)));
}

TEST(comparison, the_tolerance_is_a_share_of_the_rate) {
  const auto at = [](double rate) { return measured(1 / rate, 1 / rate, 1 / rate); };
  EXPECT_FALSE(regresses(at(1), at(0.851)));
  EXPECT_TRUE(regresses(at(1), at(0.849)));
  EXPECT_FALSE(regresses(at(1), at(0.849), 0.2));
}

TEST(comparison, runs_that_overlap_with_those_of_before_are_noise) {
  EXPECT_FALSE(regresses(measured(1, 0.8, 1.5), measured(1.4, 1.3, 1.6)));
  EXPECT_TRUE(regresses(measured(1, 0.8, 1.29), measured(1.4, 1.3, 1.6)));
}

TEST(comparison, only_the_same_setting_with_the_same_load_and_enough_runs_counts) {
  const std::vector<Row> before = {measured(1, 1, 1, 3, 2), measured(1, 1, 1, 2, 4), measured(1, 1, 1, 3, 8),
                                   measured(1, 1, 1, 3, 16)};
  std::vector<Row> after = {measured(9, 9, 9, 2, 2), measured(9, 9, 9, 3, 4), measured(9, 9, 9, 3, 8),
                            measured(9, 9, 9, 3, 16)};
  after[2].load = {32 * kMiB, 1};
  const Comparison comparison = compare(before, after, 0.15);
  ASSERT_EQ(comparison.changes.size(), 1u);
  EXPECT_EQ(comparison.changes[0].after.arm.in_flight, 16u);
  EXPECT_NEAR(comparison.changes[0].percent(), -88.9, 0.1);
  EXPECT_EQ(comparison.left_out, 3u);
}

TEST(comparison, what_was_modelled_before_is_nobody_s_partner) {
  Row modelled = measured(1, 1, 1);
  modelled.source = Source::modelled;
  const std::vector<Row> before = {modelled}, after = {measured(9, 9, 9)};
  const Comparison comparison = compare(before, after, 0.15);
  EXPECT_TRUE(comparison.changes.empty());
  EXPECT_EQ(comparison.left_out, 0u);
}

}  // namespace
}  // namespace ingot::bench
