// ISO 8601 durations: what is one, how long it is, and the near misses.
#include <gtest/gtest.h>

#include <ingot/kit/duration.hpp>

namespace ingot::kit {
namespace {

constexpr std::int64_t kDay = 86'400'000;

TEST(KitDuration, reads_components_in_their_order) {
  for (const auto& [text, ms] : {std::pair{"P30D", 30 * kDay},
                                 std::pair{"P2W", 14 * kDay},
                                 std::pair{"PT36H", std::int64_t{36 * 3'600'000}},
                                 std::pair{"P1DT1M1S", kDay + 61'000},
                                 std::pair{"PT0.5S", std::int64_t{500}},
                                 std::pair{"PT1,5H", std::int64_t{5'400'000}},
                                 std::pair{"P0D", std::int64_t{0}},
                                 std::pair{"P999999D", 999'999 * kDay}}) {
    const auto duration = parse_duration(text);
    ASSERT_TRUE(duration) << text << ": " << duration.problem();
    EXPECT_EQ(duration->least_ms, ms) << text;
    EXPECT_EQ(duration->most_ms, ms) << text;
  }
}

TEST(KitDuration, years_and_months_are_ranges) {
  const auto duration = parse_duration("P1Y6M");
  ASSERT_TRUE(duration);
  EXPECT_EQ(duration->least_ms, (365 + 6 * 28) * kDay);
  EXPECT_EQ(duration->most_ms, (366 + 6 * 31) * kDay);
}

TEST(KitDuration, refuses_what_is_none) {
  for (const char* text : {"", "P", "PT", "P1DT", "30D", "P30", "p30d", "P30d", "P1D1M", "P1D1D",
                           "PT1D", "P1H", "P-1D", "P+1D", " P1D", "P1D ", "P1.5D1H", "P.5D", "P5.D",
                           "P1.5DT1H", "P1000000D", "never", "P1D\n", "PT1H1H"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
  EXPECT_EQ(parse_duration("soon").problem(), "`soon` is no ISO 8601 duration such as P30D");
}

}  // namespace
}  // namespace ingot::kit
