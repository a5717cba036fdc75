#include "host/cli/state_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temp_dir.hpp"

namespace ingot::cli {
namespace {

TEST(state_folder, picks_the_newest_run_or_the_one_that_is_meant) {
  test::TempDir folder;
  const StateFolder state(folder.path());
  EXPECT_FALSE(state.pick(std::nullopt));
  for (const char* id : {"20300101-000000-aaaa", "20300102-000000-bbbb", "20300102-000000-bbcc"}) {
    ASSERT_TRUE(state.make(id));
    std::ofstream(state.ledger(id)) << "x";
  }
  EXPECT_EQ(*state.pick(std::nullopt), "20300102-000000-bbcc");
  EXPECT_EQ(*state.pick("20300101"), "20300101-000000-aaaa");
  EXPECT_FALSE(state.pick("20300102"));
  EXPECT_FALSE(state.pick("1999"));
}

TEST(state_folder, run_ids_sort_by_time_and_differ_within_a_thousandth_of_a_second) {
  constexpr std::uint64_t kMost = ~std::uint64_t{0};
  EXPECT_EQ(make_run_id(1'700'000'000'000, 0), "20231114-221320-2222");
  for (const std::int64_t ms : {0, 1, 31, 32, 500, 998, 999}) {
    const std::int64_t now = 1'700'000'000'000 + ms;
    EXPECT_LT(make_run_id(now, kMost), make_run_id(now + 1, 0)) << ms;
  }
  EXPECT_NE(make_run_id(1'700'000'000'000, 1), make_run_id(1'700'000'000'000, 2));
}

TEST(state_folder, one_job_has_one_lock) {
  const StateFolder state("/x");
  EXPECT_EQ(state.job_lock("/a/job.yaml"), state.job_lock("/a/job.yaml"));
  EXPECT_NE(state.job_lock("/a/job.yaml"), state.job_lock("/b/job.yaml"));
}

}  // namespace
}  // namespace ingot::cli
