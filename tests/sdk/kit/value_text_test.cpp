// Values of tables, and UUIDs of entropy.
#include <gtest/gtest.h>

#include <array>

#include <ingot/kit/uuid.hpp>
#include <ingot/kit/value_text.hpp>

namespace ingot::kit {
namespace {

TEST(ValueText, days_are_strict) {
  for (const char* good : {"2020-02-29", "1999-12-31"}) EXPECT_TRUE(is_calendar_date(good)) << good;
  for (const char* bad : {"", "2021-02-29", "2021-13-01", "2021-1-1", "2021/01/01", "2021-01-01 ",
                          "-021-01-01", "01.01.2021"}) {
    EXPECT_FALSE(is_calendar_date(bad)) << bad;
  }
}

TEST(ValueText, decimals_have_a_point_and_no_locale) {
  for (const char* good : {"0", "-1.5", "1e3", ".5", "6.50"}) EXPECT_TRUE(is_decimal(good)) << good;
  for (const char* bad : {"", "1,5", "1 0", "inf", "nan", "0x1", "1.5m", "+1", " 1", "1e999"})
    EXPECT_FALSE(is_decimal(bad)) << bad;
  EXPECT_EQ(decimal_json(".5"), "0.5");
  EXPECT_EQ(decimal_json("6.50"), "6.5");
}

TEST(ValueText, truth_has_six_words) {
  for (const char* word : {"true", "YES", "1"}) EXPECT_EQ(truth_of(word), true) << word;
  for (const char* word : {"False", "no", "0"}) EXPECT_EQ(truth_of(word), false) << word;
  for (const char* word : {"", "2", "y", "on"}) EXPECT_FALSE(truth_of(word).has_value()) << word;
}

TEST(ValueText, counts_characters_not_bytes) {
  EXPECT_EQ(code_points("aü€😀"), 4u);
  EXPECT_EQ(lower_ascii("AbÄ"), "abÄ");
}

TEST(Uuid, is_the_same_for_the_same_and_another_for_another_index) {
  std::array<std::uint8_t, 32> entropy{};
  entropy.fill(0xAB);
  EXPECT_EQ(uuid_of(entropy, 0), "abababab-abab-4bab-abab-abababababab");
  EXPECT_NE(uuid_of(entropy, 0), uuid_of(entropy, 1));
  EXPECT_NE(uuid_of(entropy, 1), uuid_of(entropy, 65'536));
  EXPECT_EQ(uuid_of(entropy, 7).size(), 36u);
}

}  // namespace
}  // namespace ingot::kit
