#include <ingot/lab/json.hpp>

#include <gtest/gtest.h>

namespace ingot::lab {
namespace {

TEST(Json, reads_every_kind_of_value_and_writes_it_back) {
  const std::string text =
      R"({"a":[1,-2,0,9223372036854775807],"b":{"c":null},"d":true,"e":false,"f":1.5,"g":"x"})";
  const Expected<Json> json = Json::parse(text);
  ASSERT_TRUE(json) << json.problem();
  EXPECT_EQ(json->dump(), text);
  EXPECT_EQ(*(*json)["a"][3].integer(), INT64_MAX);
  EXPECT_TRUE((*json)["b"]["c"].is_null());
  EXPECT_EQ((*json)["nothing"]["at"][7].text(), nullptr);
}

TEST(Json, keeps_integers_apart_from_reals) {
  EXPECT_NE(Json::parse("1")->integer(), nullptr);
  EXPECT_EQ(Json::parse("1.0")->integer(), nullptr);
  EXPECT_EQ(Json::parse("1e0")->integer(), nullptr);
  EXPECT_EQ(Json::parse("9223372036854775808")->integer(), nullptr);
  EXPECT_EQ(Json::parse("true")->integer(), nullptr);
}

TEST(Json, decodes_escapes_and_surrogate_pairs) {
  EXPECT_EQ(*Json::parse(R"("\u00e9\n\/\ud83d\ude00")")->text(), "é\n/😀");
  EXPECT_EQ(Json("a\"b\\c\x01").dump(), R"("a\"b\\c\u0001")");
}

TEST(Json, refuses_what_the_grammar_does_not_have) {
  for (const char* text : {"",
                           " ",
                           "{",
                           "[1,]",
                           "{\"a\":1,}",
                           "{'a':1}",
                           "{\"a\" 1}",
                           "01",
                           "1.",
                           ".5",
                           "+1",
                           "-",
                           "1e",
                           "nul",
                           "truE",
                           "\"a",
                           "\"\\x\"",
                           "\"\\u12\"",
                           "\"\\ud800\"",
                           "\"\\udc00\"",
                           "\"\t\"",
                           "[1] 2",
                           "{\"a\":1,\"a\":2}",
                           "\"\xff\"",
                           "\"\xc0\x80\"",
                           "\"\xed\xa0\x80\"",
                           "[",
                           "NaN",
                           "\xEF\xBB\xBF{}"}) {
    EXPECT_FALSE(Json::parse(text)) << text;
  }
}

TEST(Json, names_the_line_of_an_error) {
  EXPECT_EQ(Json::parse("{\n\"a\": 1\n\"b\": 2}").problem(), "line 3: expected ',' or '}'");
}

TEST(Json, survives_nesting_meant_to_exhaust_the_stack) {
  EXPECT_TRUE(Json::parse(std::string(64, '[') + std::string(64, ']')));
  EXPECT_FALSE(Json::parse(std::string(1'000'000, '[')));
}

TEST(Json, replaces_a_member_that_is_set_again) {
  Json json;
  json.set("a", 1);
  json.set("a", "two");
  EXPECT_EQ(json.dump(), R"({"a":"two"})");
}

}  // namespace
}  // namespace ingot::lab
