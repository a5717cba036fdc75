// The tuner on simulated links: as good as the best fixed setting that a sweep finds, soon after the start, and back
// soon after a vendor has throttled. Simulated time: the figures are the same on every machine.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/link_run.hpp"
#include "tests/support/links.hpp"

namespace ingot::test {
namespace {

using std::chrono::seconds;

double best_fixed(const LinkShape& link, unsigned from, unsigned to) {
  double best = 0;
  for (const unsigned in_flight : {4u, 8u, 16u, 32u, 64u, 128u}) {
    for (const std::uint64_t part : {8u, 32u}) {
      LinkRun run(link, 1, {.in_flight = in_flight, .part_size = part << 20});
      run.run(seconds(to));
      best = std::max(best, run.goodput(from, to));
    }
  }
  return best;
}

double median_tuned(const LinkShape& link, unsigned from, unsigned to) {
  std::vector<double> goodputs;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    LinkRun run(link, seed, {});
    run.run(seconds(to));
    goodputs.push_back(run.goodput(from, to));
  }
  std::sort(goodputs.begin(), goodputs.end());
  return goodputs[2];
}

class OnLink : public testing::TestWithParam<LinkShape> {};

TEST_P(OnLink, reaches_nine_tenths_of_the_best_fixed_setting_within_ten_seconds) {
  EXPECT_GE(median_tuned(GetParam(), 10, 20), 0.9 * best_fixed(GetParam(), 10, 20));
}

TEST_P(OnLink, repeats_exactly_with_the_same_seed) {
  LinkRun first(GetParam(), 7, {}), second(GetParam(), 7, {});
  first.run(seconds(12));
  second.run(seconds(12));
  EXPECT_EQ(first.goodput(0, 12), second.goodput(0, 12));
  EXPECT_EQ(first.tuner().limit(), second.tuner().limit());
}

INSTANTIATE_TEST_SUITE_P(adaptive, OnLink, testing::ValuesIn(usual_links()), [](const auto& tested) {
  std::string name = tested.param.name;
  std::replace_if(name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; },
                  '_');
  return name;
});

// A vendor that takes two requests at once for a minute and then as many as before.
TEST(adaptive, comes_back_within_a_minute_after_a_storm_of_429) {
  const LinkShape calm = usual_link("1G_40ms_0.1%");
  LinkShape storm = calm;
  storm.throttled_above = 2;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    LinkRun run(calm, seed, {});
    run.run(seconds(30));
    run.reshape(storm);
    run.run(seconds(90));
    const unsigned refused = run.seconds()[89].throttled + run.seconds()[88].throttled;
    EXPECT_LE(run.tuner().limit(), 8u);
    EXPECT_LE(refused, 16u) << "the limit is not learned but hammered at";
    run.reshape(calm);
    run.run(seconds(160));
    EXPECT_GE(run.goodput(150, 160), 0.9 * run.goodput(20, 30)) << "seed " << seed;
  }
}

TEST(adaptive, a_vendor_with_a_limit_is_seldom_asked_for_more) {
  LinkRun run(usual_link("1G_30ms_429_above_20"), 1, {});
  run.run(seconds(120));
  unsigned refused = 0;
  for (unsigned i = 60; i < 120; ++i) refused += run.seconds()[i].throttled;
  EXPECT_LE(refused, 60u);
  EXPECT_LE(run.tuner().limit(), 25u);
}

TEST(adaptive, never_more_in_flight_than_the_ceiling) {
  LinkRun run(usual_link("10G_300ms"), 1, {.in_flight = {}, .part_size = {}, .ceiling = 24});
  run.run(seconds(30));
  for (const Second& each : run.seconds()) EXPECT_LE(each.limit, 24u);
}

}  // namespace
}  // namespace ingot::test
