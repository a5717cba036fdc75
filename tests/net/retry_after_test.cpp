#include "host/net/retry_after.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ingot::net {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr std::int64_t kNow = 784'111'777'000;  // Sun, 06 Nov 1994 08:49:37 GMT
constexpr milliseconds kLongest = 10min;

TEST(RetryAfter, takes_seconds) {
  EXPECT_EQ(parse_retry_after("0", kNow, kLongest), 0ms);
  EXPECT_EQ(parse_retry_after("120", kNow, kLongest), 120s);
  EXPECT_EQ(parse_retry_after(" 7\t", kNow, kLongest), 7s);
  EXPECT_EQ(parse_retry_after("007", kNow, kLongest), 7s);
}

TEST(RetryAfter, takes_all_three_date_forms) {
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:50:07 GMT", kNow, kLongest), 30s);
  EXPECT_EQ(parse_retry_after("Sunday, 06-Nov-94 08:50:07 GMT", kNow, kLongest), 30s);
  EXPECT_EQ(parse_retry_after("Sun Nov  6 08:50:07 1994", kNow, kLongest), 30s);
}

TEST(RetryAfter, waits_not_at_all_for_a_date_in_the_past) {
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:36 GMT", kNow, kLongest), 0ms);
  EXPECT_EQ(parse_retry_after("Thu, 01 Jan 1970 00:00:00 GMT", kNow, kLongest), 0ms);
}

TEST(RetryAfter, cuts_absurd_waits_to_the_longest) {
  EXPECT_EQ(parse_retry_after("600", kNow, kLongest), 600s);
  EXPECT_EQ(parse_retry_after("601", kNow, kLongest), kLongest);
  EXPECT_EQ(parse_retry_after("18446744073709551615", kNow, kLongest), kLongest);
  EXPECT_EQ(parse_retry_after("99999999999999999999999999", kNow, kLongest), kLongest);
  EXPECT_EQ(parse_retry_after("Fri, 31 Dec 9999 23:59:59 GMT", kNow, kLongest), kLongest);
}

TEST(RetryAfter, takes_nothing_from_garbage) {
  for (const std::string text :
       {"", " ", "soon", "-1", "+5", "1.5", "5s", "0x10", "1 2", "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 PST", "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:00 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT", "Xun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT+1", "Sun"}) {
    EXPECT_EQ(parse_retry_after(text, kNow, kLongest), std::nullopt) << text;
  }
}

TEST(HttpDate, knows_the_epoch_leap_days_and_two_digit_years) {
  EXPECT_EQ(parse_http_date("Thu, 01 Jan 1970 00:00:00 GMT"), 0);
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), kNow);
  EXPECT_EQ(parse_http_date("Tue, 29 Feb 2000 00:00:00 GMT"), 951'782'400'000);
  EXPECT_EQ(parse_http_date("Tue, 29 Feb 2100 00:00:00 GMT"), std::nullopt);
  EXPECT_EQ(parse_http_date("Saturday, 01-Jan-00 00:00:00 GMT"), 946'684'800'000);
  EXPECT_EQ(parse_http_date("Sun Nov 16 08:49:37 1994"), kNow + 864'000'000);
}

}  // namespace
}  // namespace ingot::net
