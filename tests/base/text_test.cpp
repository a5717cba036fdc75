#include "host/base/text.hpp"

#include <gtest/gtest.h>

namespace ingot {
namespace {

TEST(text, sizes_and_durations_are_short_and_exact_enough) {
  EXPECT_EQ(human_bytes(0), "0 B");
  EXPECT_EQ(human_bytes(1023), "1023 B");
  EXPECT_EQ(human_bytes(1536), "1.5 KiB");
  EXPECT_EQ(human_bytes(5ull << 40), "5.0 TiB");
  EXPECT_EQ(human_duration(std::chrono::milliseconds(1250)), "1.2s");
  EXPECT_EQ(human_duration(std::chrono::seconds(90)), "1m 30s");
  EXPECT_EQ(human_duration(std::chrono::minutes(61)), "1h 01m");
}

TEST(text, hostile_names_cannot_forge_a_line) {
  EXPECT_EQ(printable("a\nb\x1b[2Jc\x7f"), "a\\x0Ab\\x1B[2Jc\\x7F");
  EXPECT_EQ(printable("caf\xC3\xA9 \xF0\x9F\xA6\x8A"), "caf\xC3\xA9 \xF0\x9F\xA6\x8A");
  EXPECT_EQ(printable("\xC2\x9B""31m"), "\\xC2\\x9B31m") << "a C1 control is one too";
  EXPECT_EQ(printable("\xFF\xFE"), "\\xFF\\xFE");
}

TEST(text, utf8_is_judged_strictly) {
  for (const char* good : {"", "a", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\xA6\x8A", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(is_utf8(good)) << printable(good);
  }
  for (const char* bad : {"\x80", "\xC3", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80"}) {
    EXPECT_FALSE(is_utf8(bad)) << printable(bad);
  }
}

TEST(text, key_hash_never_changes) {
  // Stored in ledgers and deciding shards: a change would make every resume miss its items.
  EXPECT_EQ(key_hash(""), key_hash(std::string_view()));
  EXPECT_NE(key_hash("a"), key_hash("b"));
  EXPECT_EQ(to_hex(std::string("\x00\xAB\xFF", 3)), "00abff");
}

TEST(text, dates_are_iso_8601_in_utc) {
  EXPECT_EQ(iso8601(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(iso8601(1'700'000'000'123), "2023-11-14T22:13:20.123Z");
}

}  // namespace
}  // namespace ingot
