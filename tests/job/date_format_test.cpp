// Dates as people write them, and texts that are none.
#include "host/job/date_format.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <regex>

namespace ingot::job {
namespace {

using ::testing::HasSubstr;

DateFormat format(std::string_view text) {
  auto parsed = DateFormat::parse(text);
  EXPECT_TRUE(parsed) << text << ": " << (parsed ? "" : parsed.error().message);
  return parsed ? *std::move(parsed) : *DateFormat::parse("YYYY-MM-DD");
}

std::string rewritten(std::string_view from, std::string_view to, std::string_view text) {
  const auto moment = format(from).read(text);
  return moment ? format(to).write(*moment) : "error: " + moment.error().message;
}

TEST(DateFormat, rewrites_what_people_write) {
  EXPECT_EQ(rewritten("DD.MM.YYYY", "YYYY-MM-DD", "31.01.2027"), "2027-01-31");
  EXPECT_EQ(rewritten("D.M.YYYY", "YYYY-MM-DD", "1.2.2027"), "2027-02-01");
  EXPECT_EQ(rewritten("D.M.YYYY", "YYYY-MM-DD", "01.12.2027"), "2027-12-01");
  EXPECT_EQ(rewritten("M/D/YYYY", "DD.MM.YYYY", "2/28/2027"), "28.02.2027");
  EXPECT_EQ(rewritten("YYYYMMDD", "YYYY-MM-DD", "20270131"), "2027-01-31");
  EXPECT_EQ(rewritten("YYYY-MM-DDThh:mm:ss", "DD.MM.YYYY hh:mm", "2027-01-31T23:05:59"),
            "31.01.2027 23:05");
}

TEST(DateFormat, knows_the_calendar) {
  for (const char* day : {"29.02.2028", "29.02.2000", "30.04.2027", "31.12.9999", "01.01.0001"}) {
    EXPECT_TRUE(format("DD.MM.YYYY").read(day)) << day;
  }
  for (const char* day : {"31.02.2027", "29.02.2027", "29.02.1900", "31.04.2027", "00.01.2027",
                          "01.00.2027", "01.13.2027", "32.01.2027", "01.01.0000"}) {
    EXPECT_THAT(format("DD.MM.YYYY").read(day).error().message, HasSubstr(": there is no")) << day;
  }
  for (const char* time : {"24:00:00", "00:60:00", "00:00:60"}) {
    EXPECT_FALSE(format("YYYY-MM-DD hh:mm:ss").read("2027-01-01 " + std::string(time))) << time;
  }
}

TEST(DateFormat, reads_the_whole_text_or_nothing) {
  for (const char* text :
       {"", "2027-01-3", "2027-1-31", "2027-01-31 ", " 2027-01-31", "2027/01/31", "27-01-31",
        "2027-01-311", "2027-01-\xD9\xA3\xD9\xA1", "+027-01-31", "31.01.2027"}) {
    EXPECT_FALSE(format("YYYY-MM-DD").read(text)) << text;
  }
}

TEST(DateFormat, what_it_writes_it_reads) {
  std::mt19937 random(20'270'131);
  for (const char* text :
       {"YYYY-MM-DDThh:mm:ss", "D.M.YYYY hh:mm:ss", "ss:mm:hh M/D/YYYY", "YYYYMMDDhhmmss"}) {
    const DateFormat one = format(text);
    for (int round = 0; round < 200; ++round) {
      const DateTime moment{
          static_cast<int>(1 + random() % 9999), static_cast<int>(1 + random() % 12),
          static_cast<int>(1 + random() % 28),   static_cast<int>(random() % 24),
          static_cast<int>(random() % 60),       static_cast<int>(random() % 60)};
      const auto read = one.read(one.write(moment));
      ASSERT_TRUE(read) << one.write(moment);
      EXPECT_EQ(*read, moment);
    }
  }
}

// The published pattern is the grammar itself: random texts near formats are judged alike.
TEST(DateFormat, the_published_pattern_judges_like_the_parser) {
  static constexpr std::string_view kPieces[] = {"YYYY", "MM", "DD", "hh", "mm", "ss", "M",
                                                 "D",    "Y",  "h",  ".",  "-",  "/",  " ",
                                                 "T",    ":",  ",",  "_",  "Z",  "x",  ""};
  const std::regex pattern{std::string(kDateFormatPattern)};
  std::mt19937 random(7);
  int good = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text = round % 2 == 0 ? "" : "YYYY-MM-DD";
    for (int pieces = static_cast<int>(random() % 6); pieces > 0; --pieces) {
      text.insert(random() % (text.size() + 1), kPieces[random() % std::size(kPieces)]);
    }
    const bool parses = DateFormat::parse(text).has_value();
    good += parses ? 1 : 0;
    EXPECT_EQ(std::regex_search(text, pattern), parses) << text;
  }
  EXPECT_GT(good, 500);
}

TEST(DateFormat, one_covers_what_another_wants) {
  EXPECT_TRUE(format("DD.MM.YYYY hh:mm").covers(format("YYYY-MM-DD")));
  EXPECT_FALSE(format("DD.MM.YYYY").covers(format("YYYY-MM-DDThh")));
}

}  // namespace
}  // namespace ingot::job
