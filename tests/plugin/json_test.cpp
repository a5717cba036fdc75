#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/plugin/json_syntax.hpp"
#include "host/plugin/json_value.hpp"

namespace ingot::plugin {
namespace {

using ::testing::HasSubstr;

TEST(JsonSyntax, accepts_what_the_grammar_allows) {
  for (const char* text : {"null", "true", " false ", "0", "-0", "1.5", "-2e10", "3E-2", "\"\"",
                           R"("a\"\\\/\b\u00e9")", "[]", "{}", "[1,[2,{\"a\":null}]]",
                           "{\"a\":1,\"b\":[true]}", "\t{ \"é\" : \"é\" }\n"}) {
    EXPECT_TRUE(is_json(text)) << text;
  }
}

TEST(JsonSyntax, refuses_what_only_looks_like_it) {
  for (const char* text : {"",           " ",       "nul",         "truee",
                           "01",         "-",       "1.",          ".5",
                           "1e",         "+1",      "0x1",         "\"",
                           "\"\n\"",     R"("\x")", R"("\u12g4")", R"("\u12")",
                           "[",          "[1,]",    "[,]",         "[1 2]",
                           "{",          "{\"a\"}", "{\"a\":}",    "{a:1}",
                           "{\"a\":1,}", "{} {}",   "1 2",         "\xEF\xBB\xBF{}",
                           "\"\xFF\"",   "NaN",     "'a'",         "// c\n1"}) {
    EXPECT_FALSE(is_json(text)) << text;
  }
  EXPECT_FALSE(is_json(std::string("{}\0", 3)));
}

TEST(JsonSyntax, bounds_how_deep_a_text_may_nest) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(is_json(nested(kMaxJsonDepth)));
  EXPECT_FALSE(is_json(nested(kMaxJsonDepth + 2)));
  EXPECT_FALSE(is_json(nested(1'000'000)));
}

TEST(JsonValue, keeps_values_and_the_order_of_keys) {
  const char* text = R"({"b":[1,-2,9007199254740993,true,null,"é\n"],"a":{"x":{}},"c":[]})";
  const auto value = parse_json(text);
  ASSERT_TRUE(value) << value.error().message;
  EXPECT_EQ(to_json(*value), text);
  EXPECT_EQ(value->find("b")->items[2].integer, 9007199254740993);
  EXPECT_EQ(value->find("none"), nullptr);
}

TEST(JsonValue, takes_integers_beyond_its_range_as_numbers) {
  const auto value = parse_json("[18446744073709551615, 1.5]");
  ASSERT_TRUE(value) << value.error().message;
  EXPECT_TRUE(value->items[0].is(JsonValue::Kind::number));
  EXPECT_EQ(value->items[1].number, 1.5);
}

TEST(JsonValue, refuses_a_key_given_twice) {
  const auto value = parse_json(R"({"a":{"k":1,"j":2,"k":3}})");
  ASSERT_FALSE(value);
  EXPECT_THAT(value.error().message, HasSubstr("`k` is given twice"));
  EXPECT_TRUE(parse_json(R"({"a":{"k":1},"b":{"k":3}})"));
}

}  // namespace
}  // namespace ingot::plugin
