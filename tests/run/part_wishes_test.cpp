#include "host/run/part_wishes.hpp"

#include <gtest/gtest.h>

#include "host/plan/part_plan.hpp"

namespace ingot::run {
namespace {

constexpr std::uint64_t kMiB = 1u << 20;

plan::PartWish wish(std::uint64_t mib) { return {.part_size = mib * kMiB, .in_flight = 16, .reason = {}}; }

TEST(part_wishes, a_new_run_has_none) {
  EXPECT_FALSE(PartWishes().of(1));
  EXPECT_FALSE(PartWishes::parse("").of(1));
}

TEST(part_wishes, a_batch_keeps_what_it_was_cut_by) {
  PartWishes wishes;
  EXPECT_TRUE(wishes.follow(10, wish(32)));
  EXPECT_TRUE(wishes.follow(20, wish(128)));
  EXPECT_FALSE(wishes.of(9));
  EXPECT_EQ(wishes.of(10)->part_size, 32 * kMiB);
  EXPECT_EQ(wishes.of(19)->part_size, 32 * kMiB);
  EXPECT_EQ(wishes.of(20)->part_size, 128 * kMiB);
}

TEST(part_wishes, a_resumed_run_cuts_as_the_first_did) {
  PartWishes wishes;
  wishes.follow(10, wish(32));
  wishes.follow(20, wish(128));
  const PartWishes read = PartWishes::parse(wishes.text());
  for (std::int64_t batch = 1; batch < 30; ++batch) {
    const auto before = plan::plan_parts(50'000 * kMiB, {}, std::nullopt, wishes.of(batch));
    const auto after = plan::plan_parts(50'000 * kMiB, {}, std::nullopt, read.of(batch));
    EXPECT_EQ(*before, *after) << batch;
  }
}

TEST(part_wishes, measurements_near_a_power_of_two_do_not_alternate) {
  PartWishes wishes;
  EXPECT_FALSE(wishes.follow(1, std::nullopt));
  EXPECT_FALSE(wishes.follow(1, wish(8))) << "the usual size";
  EXPECT_TRUE(wishes.follow(2, wish(16)));
  EXPECT_FALSE(wishes.follow(3, wish(8)));
  EXPECT_FALSE(wishes.follow(4, wish(16)));
  EXPECT_TRUE(wishes.follow(5, wish(4)));
}

TEST(part_wishes, the_ledger_is_not_filled_with_them) {
  PartWishes wishes;
  for (std::int64_t batch = 1; batch < 1000; ++batch) wishes.follow(batch, wish(batch % 2 == 0 ? 4 : 64));
  EXPECT_LE(wishes.text().size(), 64u * 30u);
}

TEST(part_wishes, nonsense_is_left_out) {
  EXPECT_FALSE(PartWishes::parse("what 1 2\n").of(100));
  EXPECT_FALSE(PartWishes::parse("5 0 2\n").of(100));
}

}  // namespace
}  // namespace ingot::run
