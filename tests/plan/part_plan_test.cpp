// Part planning: laws that hold for every plan, asked at every boundary and at random sizes.
#include "host/plan/part_plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace ingot::plan {
namespace {

constexpr std::uint64_t kMiB = 1u << 20;
constexpr std::uint64_t kGiB = 1u << 30;

// shared/vendors/dash.md §1.3 and §1.9: bounds are exclusive there, inclusive here.
constexpr PartLimits kDash{.part_min = 5'242'881,
                           .part_max = 5'368'709'119,
                           .parts_max = 10'000,
                           .single_max = 5'368'709'120,
                           .single_below = 5'242'880,
                           .size_min = 1,
                           .size_max = 53'687'091'190'000};

// Every law of the header, for one plan.
void expect_lawful(const PartPlan& plan, std::uint64_t size, const PartLimits& limits) {
  ASSERT_EQ(plan.size, size);
  ASSERT_GE(plan.count, 1u);
  ASSERT_LE(plan.count, limits.parts_max);
  if (size > limits.single_max) {
    ASSERT_GE(plan.count, 2u);
  }
  if (size < limits.single_below) {
    ASSERT_EQ(plan.count, 1u);
  }
  if (plan.is_single()) {
    ASSERT_EQ(plan.part_size, size);
    ASSERT_EQ(plan.part(1), (Part{0, size}));
    return;
  }
  ASSERT_GE(plan.part_size, limits.part_min);
  ASSERT_LE(plan.part_size, limits.part_max);
  // count - 1 whole parts and something more, at most a whole part: that is an exact tiling.
  ASSERT_EQ(plan.count, (size - 1) / plan.part_size + 1);
  for (const std::uint64_t n : {std::uint64_t{1}, std::uint64_t{2}, plan.count - 1, plan.count}) {
    const Part part = plan.part(n);
    ASSERT_EQ(part.offset, (n - 1) * plan.part_size);
    ASSERT_GE(part.length, 1u);
    ASSERT_EQ(part.length, n < plan.count ? plan.part_size : size - part.offset);
    ASSERT_LE(part.length, plan.part_size);
  }
}

std::vector<std::uint64_t> around(std::initializer_list<std::uint64_t> values) {
  std::vector<std::uint64_t> all;
  for (const std::uint64_t value : values) {
    if (value > 0) all.push_back(value - 1);
    all.push_back(value);
    if (value < kNoLimit) all.push_back(value + 1);
  }
  return all;
}

TEST(PartPlan, holds_its_laws_at_every_boundary_of_dash) {
  for (const std::uint64_t size :
       around({2, kDash.single_below, kDash.part_min, 8 * kMiB, 16 * kMiB, 8'000 * kMiB,
               8'001 * kMiB, kDash.single_max, 10'000 * 8 * kMiB, 10'000 * kDash.part_min,
               1024 * kGiB, kDash.size_max - 1})) {
    SCOPED_TRACE(size);
    const auto plan = plan_parts(size, kDash);
    ASSERT_TRUE(plan) << plan.error().message;
    expect_lawful(*plan, size, kDash);
  }
}

TEST(PartPlan, tiles_the_file_without_gap_or_overlap) {
  for (const std::uint64_t size : around({8 * kMiB, 123'456'789, kGiB, 100 * kGiB})) {
    const auto plan = plan_parts(size, kDash);
    ASSERT_TRUE(plan);
    std::uint64_t reached = 0;
    for (std::uint64_t n = 1; n <= plan->count; ++n) {
      const Part part = plan->part(n);
      ASSERT_EQ(part.offset, reached);
      ASSERT_GT(part.length, 0u);
      reached += part.length;
    }
    EXPECT_EQ(reached, size);
  }
}

TEST(PartPlan, holds_its_laws_for_random_sizes_and_wishes_up_to_two_to_the_53) {
  std::mt19937_64 random(20);
  PartLimits wide;
  wide.part_min = 1;
  for (int round = 0; round < 60'000; ++round) {
    const std::uint64_t size = random() >> (11 + random() % 53);
    const PartLimits& limits = round % 2 == 0 ? kDash : wide;
    const auto plan = plan_parts(size, limits);
    ASSERT_EQ(plan.has_value(), size >= limits.size_min && size <= limits.size_max) << size;
    if (plan) expect_lawful(*plan, size, limits);
    const std::uint64_t wish = random() >> (11 + random() % 53);
    const auto wished = plan_parts(size, limits, wish);
    if (!wished) continue;
    expect_lawful(*wished, size, limits);
    if (!wished->is_single()) {
      ASSERT_EQ(wished->part_size, wish);
    }
  }
}

TEST(PartPlan, holds_its_laws_for_random_limits) {
  std::mt19937_64 random(21);
  const auto any = [&](std::uint64_t most) { return random() % (most + 1); };
  for (int round = 0; round < 60'000; ++round) {
    PartLimits limits;
    limits.part_min = 1 + any(40);
    limits.part_max = limits.part_min + any(60);
    limits.parts_max = 1 + any(12);
    limits.single_max = any(150);
    limits.single_below = any(limits.single_max + 1);
    limits.size_max = any(1500);
    limits.size_min = any(std::min<std::uint64_t>(2, limits.size_max));
    const std::uint64_t size = any(1500);
    const auto plan = plan_parts(size, limits);
    // Whether some cut exists, found by trying all of them.
    bool can_be_cut = size <= limits.single_max || size == 0;
    for (std::uint64_t part = limits.part_min; part <= limits.part_max && !can_be_cut; ++part) {
      can_be_cut = part < size && (size - 1) / part + 1 <= limits.parts_max;
    }
    const bool is_taken = size >= limits.size_min && size <= limits.size_max;
    ASSERT_EQ(plan.has_value(), is_taken && can_be_cut) << size;
    if (plan) {
      expect_lawful(*plan, size, limits);
    } else {
      ASSERT_EQ(plan.error().kind, ErrorKind::rejected);
    }
  }
}

TEST(PartPlan, takes_eight_mebibytes_until_that_makes_a_thousand_parts) {
  EXPECT_EQ(plan_parts(8 * kMiB, kDash)->count, 1u);
  EXPECT_EQ(plan_parts(8 * kMiB + 1, kDash)->count, 2u);
  EXPECT_EQ(plan_parts(300 * kMiB, kDash)->part_size, 8 * kMiB);
  EXPECT_EQ(plan_parts(8'000 * kMiB, kDash)->part_size, 8 * kMiB);
  EXPECT_EQ(plan_parts(8'000 * kMiB + 1, kDash)->part_size, 9 * kMiB);
}

TEST(PartPlan, rounds_grown_parts_to_whole_mebibytes) {
  for (const std::uint64_t size : {10 * kGiB + 7, 512 * kGiB + 1, 4096 * kGiB - 1}) {
    const auto plan = plan_parts(size, kDash);
    EXPECT_EQ(plan->part_size % kMiB, 0u);
    EXPECT_LE(plan->count, kAutoPartCount);
  }
}

TEST(PartPlan, uses_ten_thousand_of_the_largest_parts_for_the_largest_file) {
  const auto plan = plan_parts(kDash.size_max, kDash);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->count, 10'000u);
  EXPECT_EQ(plan->part_size, kDash.part_max);
}

TEST(PartPlan, refuses_sizes_the_vendor_does_not_take_and_says_the_bound) {
  const auto empty = plan_parts(0, kDash);
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().kind, ErrorKind::rejected);
  EXPECT_EQ(empty.error().message, "size 0 bytes is below the vendor's smallest, 1 byte");
  const auto huge = plan_parts(kDash.size_max + 1, kDash);
  ASSERT_FALSE(huge);
  EXPECT_EQ(huge.error().kind, ErrorKind::rejected);
  EXPECT_NE(huge.error().message.find("53687091190000"), std::string::npos);
}

TEST(PartPlan, makes_one_empty_part_of_an_empty_file_where_that_is_allowed) {
  const auto plan = plan_parts(0, PartLimits{});
  ASSERT_TRUE(plan);
  EXPECT_EQ(*plan, (PartPlan{0, 0, 1}));
  EXPECT_EQ(plan->part(1), (Part{0, 0}));
}

TEST(PartPlan, accepts_wishes_at_both_bounds_and_refuses_one_byte_beyond) {
  const std::uint64_t size = 20 * kGiB;
  EXPECT_TRUE(plan_parts(size, kDash, kDash.part_min));
  EXPECT_TRUE(plan_parts(size, kDash, kDash.part_max));
  for (const std::uint64_t wish : {std::uint64_t{0}, kDash.part_min - 1, kDash.part_max + 1}) {
    const auto plan = plan_parts(size, kDash, wish);
    ASSERT_FALSE(plan) << wish;
    EXPECT_EQ(plan.error().kind, ErrorKind::invalid);
    EXPECT_NE(plan.error().message.find("5242881"), std::string::npos);
    EXPECT_NE(plan.error().message.find("5368709119"), std::string::npos);
  }
}

TEST(PartPlan, refuses_a_wish_outside_the_limits_even_for_a_file_of_one_part) {
  EXPECT_FALSE(plan_parts(100, kDash, kDash.part_min - 1));
  EXPECT_TRUE(plan_parts(100, kDash, kDash.part_min)->is_single());
}

TEST(PartPlan, counts_ten_thousand_parts_and_not_one_more) {
  const std::uint64_t wish = 6 * kMiB;
  EXPECT_EQ(plan_parts(10'000 * wish, kDash, wish)->count, 10'000u);
  const auto more = plan_parts(10'000 * wish + 1, kDash, wish);
  ASSERT_FALSE(more);
  EXPECT_NE(more.error().message.find(std::to_string(wish + 1)), std::string::npos)
      << more.error().message;
}

TEST(PartPlan, cuts_what_is_too_large_for_one_part) {
  EXPECT_TRUE(
      plan_parts(kDash.single_max, PartLimits{.single_max = kDash.single_max}, kDash.single_max)
          ->is_single());
  // A part could hold it, but the vendor takes no single part of that size.
  const auto wished = plan_parts(kDash.single_max + 1, PartLimits{.single_max = kDash.single_max},
                                 kDash.single_max + 1);
  ASSERT_FALSE(wished);
  EXPECT_EQ(wished.error().kind, ErrorKind::invalid);
  EXPECT_GE(plan_parts(kDash.single_max + 1, kDash)->count, 2u);
}

TEST(PartPlan, makes_one_part_for_a_vendor_that_knows_no_more) {
  const PartLimits limits{.parts_max = 1, .single_max = 100 * kMiB};
  EXPECT_TRUE(plan_parts(100 * kMiB, limits)->is_single());
  const auto more = plan_parts(100 * kMiB + 1, limits);
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().kind, ErrorKind::rejected);
}

TEST(PartPlan, reaches_the_end_of_the_number_range_without_overflow) {
  PartLimits limits;
  for (const std::uint64_t size : {kNoLimit, kNoLimit - 1, kNoLimit / 2 + 1}) {
    const auto plan = plan_parts(size, limits);
    ASSERT_TRUE(plan);
    expect_lawful(*plan, size, limits);
  }
}

TEST(PartPlan, finds_limits_that_contradict_each_other) {
  EXPECT_TRUE(check_limits(kDash));
  EXPECT_TRUE(check_limits(PartLimits{}));
  for (const PartLimits& limits : {
           PartLimits{.part_min = 0},
           PartLimits{.parts_max = 0},
           PartLimits{.part_min = 2, .part_max = 1},
           PartLimits{.size_min = 2, .size_max = 1},
           PartLimits{.single_max = 10, .single_below = 12},
       }) {
    const Status status = check_limits(limits);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().kind, ErrorKind::invalid);
    EXPECT_EQ(plan_parts(1, limits).error().message, status.error().message);
  }
  EXPECT_TRUE(check_limits(PartLimits{.single_max = 10, .single_below = 11}));
}

}  // namespace
}  // namespace ingot::plan
