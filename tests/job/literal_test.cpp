// Literals: good spellings, near misses, boundaries, and that what is written reads back.
#include "host/job/literal.hpp"

#include <gtest/gtest.h>

namespace ingot::job {
namespace {

using std::chrono::milliseconds;

TEST(Literal, reads_durations) {
  const std::pair<const char*, long> cases[] = {{"0s", 0},
                                                {"250ms", 250},
                                                {"30s", 30'000},
                                                {"5m", 300'000},
                                                {"1h30m", 5'400'000},
                                                {"2d", 172'800'000},
                                                {"1d1h1m1s1ms", 90'061'001},
                                                {"3650d", 315'360'000'000}};
  for (const auto& [text, expected] : cases) {
    const auto parsed = parse_duration(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(parsed->count(), expected) << text;
  }
}

TEST(Literal, refuses_what_is_not_quite_a_duration) {
  for (const char* text : {"", "30", "s", "30 s", "1.5h", "-5s", "5S", "30m1h", "5m5m", "5sec",
                           "3651d", "1h ", "99999999999999999999s", "9223372036854775807d"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(Literal, reads_sizes) {
  const std::pair<const char*, std::uint64_t> cases[] = {
      {"0", 0},
      {"1", 1},
      {"17B", 17},
      {"10MB", 10'000'000},
      {"2kB", 2000},
      {"400MiB", 419'430'400},
      {"50GiB", 53'687'091'200},
      {"8TiB", 8'796'093'022'208},
      {"9223372036854775807", 9223372036854775807ULL}};
  for (const auto& [text, expected] : cases) {
    const auto parsed = parse_size(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(*parsed, expected) << text;
  }
}

TEST(Literal, refuses_what_is_not_quite_a_size) {
  for (const char* text : {"", "GiB", "1.5GiB", "-1", "1 GiB", "1gib", "1K", "1Mb",
                           "9223372036854775808", "9000000TiB"}) {
    EXPECT_FALSE(parse_size(text)) << text;
  }
}

TEST(Literal, reads_rates_only_per_second) {
  EXPECT_EQ(*parse_rate("400MiB/s"), 419'430'400U);
  EXPECT_EQ(*parse_rate("1024/s"), 1024U);
  for (const char* text : {"400MiB", "400MiB/m", "/s", "", "400 MiB/s"})
    EXPECT_FALSE(parse_rate(text)) << text;
}

TEST(Literal, keeps_percentages_exact) {
  EXPECT_EQ(*parse_budget("0%"), (Budget{Budget::Unit::per_million, 0}));
  EXPECT_EQ(*parse_budget("1%"), (Budget{Budget::Unit::per_million, 10'000}));
  EXPECT_EQ(*parse_budget("0.25%"), (Budget{Budget::Unit::per_million, 2'500}));
  EXPECT_EQ(*parse_budget("0.0001%"), (Budget{Budget::Unit::per_million, 1}));
  EXPECT_EQ(*parse_budget("100%"), (Budget{Budget::Unit::per_million, 1'000'000}));
  EXPECT_EQ(*parse_budget("25"), (Budget{Budget::Unit::items, 25}));
  for (const char* text : {"", "%", "-1%", "101%", "100.1%", "1.%", "0.00001%", "1.5", "1 %"}) {
    EXPECT_FALSE(parse_budget(text)) << text;
  }
}

TEST(Literal, reads_ranges_in_order_only) {
  EXPECT_EQ(*parse_range("1s..5m"), (DurationRange{milliseconds(1000), milliseconds(300'000)}));
  EXPECT_EQ(*parse_range("1s..1s"), (DurationRange{milliseconds(1000), milliseconds(1000)}));
  for (const char* text : {"5m..1s", "1s", "1s...5m", "..5m", "1s..", "1..5"})
    EXPECT_FALSE(parse_range(text)) << text;
}

TEST(Literal, knows_no_octal_no_plus_and_no_exotic_booleans) {
  EXPECT_EQ(*parse_integer("0"), 0);
  EXPECT_EQ(*parse_integer("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
  for (const char* text :
       {"", "-", "+1", "0123", "1.0", "0x10", "1_000", "9223372036854775808", " 1"}) {
    EXPECT_FALSE(parse_integer(text)) << text;
  }
  EXPECT_TRUE(*parse_boolean("true"));
  EXPECT_FALSE(*parse_boolean("false"));
  for (const char* text : {"yes", "no", "on", "off", "True", "TRUE", "1", "0", ""}) {
    EXPECT_FALSE(parse_boolean(text).has_value()) << text;
  }
}

TEST(Literal, accepts_numbers_as_json_writes_them) {
  for (const char* text : {"0", "-1", "3.25", "1e6", "-2.5E-3"})
    EXPECT_TRUE(is_json_number(text)) << text;
  for (const char* text : {"", "01", "1.", ".5", "+1", "1e", "0x1", "nan", "1 "})
    EXPECT_FALSE(is_json_number(text)) << text;
}

TEST(Literal, reads_back_what_it_writes) {
  for (const std::int64_t ms :
       {0L, 1L, 999L, 1000L, 61'001L, 86'400'000L, 315'360'000'000L, 123'456'789L}) {
    EXPECT_EQ(parse_duration(duration_literal(milliseconds(ms)))->count(), ms);
  }
  for (const std::uint64_t bytes :
       {0ULL, 1ULL, 1023ULL, 1024ULL, 5'242'881ULL, 5'368'709'120ULL, 1ULL << 53}) {
    EXPECT_EQ(*parse_size(size_literal(bytes)), bytes);
  }
}

}  // namespace
}  // namespace ingot::job
