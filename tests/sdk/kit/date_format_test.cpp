// Days in a vendor's format, and names.
#include <gtest/gtest.h>

#include <ingot/kit/date_format.hpp>
#include <ingot/kit/names.hpp>

namespace ingot::kit {
namespace {

TEST(KitDateFormat, writes_a_day_in_any_order) {
  for (const auto& [text, format, expected] :
       {std::tuple{"2021-02-10", "MM/dd/yyyy", "02/10/2021"},
        std::tuple{"2021-02-10T23:59:59Z", "mm/dd/yyyy", "02/10/2021"},
        std::tuple{"2021-02-10 08:00", "yyyy-MM-dd", "2021-02-10"},
        std::tuple{"10.02.2021", "dd.MM.yyyy", "10.02.2021"},
        std::tuple{"2024-02-29", "ddMMyyyy", "29022024"}}) {
    const auto date = render_date(text, format);
    ASSERT_TRUE(date) << date.problem();
    EXPECT_EQ(*date, expected);
  }
}

TEST(KitDateFormat, takes_nothing_that_is_no_day) {
  for (const char* text : {"", "soon", "2023-02-29", "2021-13-01", "2021-00-10", "2021-2-10",
                           "2021-02-10x", "10/02/2021/", "13/32/2021", "２０２１-02-10"})
    EXPECT_FALSE(render_date(text, "MM/dd/yyyy")) << text;
}

TEST(KitDateFormat, knows_a_format_when_it_sees_one) {
  for (const char* format : {"MM/dd/yyyy", "yyyyMMdd", "DD.mm.YYYY"})
    EXPECT_TRUE(is_date_format(format)) << format;
  for (const char* format : {"", "N/A", "MM/yyyy", "MM/dd/yy", "MM/dd/yyyy MM"})
    EXPECT_FALSE(is_date_format(format)) << format;
  EXPECT_FALSE(render_date("2021-02-10", "N/A"));
}

TEST(KitNames, compares_names_without_case_and_knows_uuids) {
  EXPECT_TRUE(is_same_name("Title", "tITLE"));
  EXPECT_FALSE(is_same_name("Title", "Titles"));
  EXPECT_FALSE(is_same_name("é", "É"));
  EXPECT_TRUE(is_uuid("3FA85f64-5717-4562-b3fc-2c963f66afa6"));
  for (const char* text :
       {"", "3fa85f6405717-4562-b3fc-2c963f66afa6", "3fa85f64-5717-4562-b3fc-2c963f66afag",
        "3fa85f64-5717-4562-b3fc-2c963f66afa6 "})
    EXPECT_FALSE(is_uuid(text)) << text;
}

}  // namespace
}  // namespace ingot::kit
