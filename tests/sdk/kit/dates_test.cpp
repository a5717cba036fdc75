// Dates and Retry-After: good forms and near misses.
#include <gtest/gtest.h>

#include <ingot/kit/dates.hpp>

namespace ingot::kit {
namespace {

TEST(KitDates, reads_the_forms_vendors_use) {
  constexpr std::int64_t kMs = 1'613'492'518'000;  // 2021-02-16T16:21:58Z
  EXPECT_EQ(parse_date("2021-02-16T16:21:58.640+00:00"), kMs + 640);
  EXPECT_EQ(parse_date("2021-02-16T16:21:58Z"), kMs);
  EXPECT_EQ(parse_date("2021-02-16T16:21:58"), kMs);
  EXPECT_EQ(parse_date("2021-02-16T17:21:58+01:00"), kMs);
  EXPECT_EQ(parse_date("2021-02-16T11:51:58-0430"), kMs);
  EXPECT_EQ(parse_date("2021-02-16T16:21:58.123456789Z"), kMs + 123);
  EXPECT_EQ(parse_date("20210216T162158Z"), kMs);
  EXPECT_EQ(parse_date("Tue, 16 Feb 2021 16:21:58 GMT"), kMs);
}

TEST(KitDates, takes_nothing_else_for_a_date) {
  for (const char* text :
       {"", "soon", "2021-02-16", "2021-02-30T00:00:00Z", "2021-13-01T00:00:00Z",
        "2021-02-16T25:00:00Z", "2021-02-16T16:21:58.Z", "2021-02-16T16:21:58+1",
        "2021-02-16T16:21:58Zjunk", "20210216T1621Z", "Tue, 16 Fob 2021 16:21:58 GMT",
        "Tue, 16 Feb 2021 16:21:58 CET", "1613492518"}) {
    EXPECT_EQ(parse_date(text), std::nullopt) << text;
  }
}

TEST(KitDates, retry_after_is_seconds_or_a_date_and_bounded) {
  constexpr std::int64_t kNow = 1'613'492'518'000;
  EXPECT_EQ(parse_retry_after("0", kNow), 0);
  EXPECT_EQ(parse_retry_after("120", kNow), 120'000);
  EXPECT_EQ(parse_retry_after("301", kNow), kLongestPause);
  EXPECT_EQ(parse_retry_after("99999999999999999999999", kNow), kLongestPause);
  EXPECT_EQ(parse_retry_after("Tue, 16 Feb 2021 16:22:08 GMT", kNow), 10'000);
  EXPECT_EQ(parse_retry_after("Tue, 16 Feb 2020 16:22:08 GMT", kNow), 0);
  EXPECT_EQ(parse_retry_after("Tue, 16 Feb 2099 16:22:08 GMT", kNow), kLongestPause);
  for (const char* text : {"", "-1", "1.5", "soon", "12 seconds"})
    EXPECT_EQ(parse_retry_after(text, kNow), std::nullopt);
}

}  // namespace
}  // namespace ingot::kit
