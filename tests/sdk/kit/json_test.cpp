// Json: values of every kind, and texts that are none.
#include <gtest/gtest.h>

#include <ingot/kit/json.hpp>

namespace ingot::kit {
namespace {

TEST(KitJson, answers_absent_for_what_is_not_there) {
  const auto json = Json::parse(R"({"a":{"b":[1,"x",null,true]},"n":null})");
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["a"]["b"].at(1).text(), "x");
  EXPECT_TRUE((*json)["n"].is_absent());
  EXPECT_TRUE((*json)["z"]["y"].at(3)["x"].is_absent());
  EXPECT_EQ((*json)["a"].text(), "");
  EXPECT_EQ((*json)["a"]["b"].at(3).boolean(), true);
  EXPECT_EQ((*json)["a"]["b"].at(0).boolean(), std::nullopt);
}

TEST(KitJson, reads_whole_numbers_beyond_32_bits) {
  const auto json = Json::parse(
      R"({"i":53687091190000,"d":2.0,"f":2.5,"s":"53687091190000","t":"12x","b":true,"neg":-7})");
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["i"].integer(), 53'687'091'190'000);
  EXPECT_EQ((*json)["d"].integer(), 2);
  EXPECT_EQ((*json)["f"].integer(), std::nullopt);
  EXPECT_EQ((*json)["s"].integer(), 53'687'091'190'000);
  EXPECT_EQ((*json)["t"].integer(), std::nullopt);
  EXPECT_EQ((*json)["b"].integer(), std::nullopt);
  EXPECT_EQ((*json)["neg"].integer(), -7);
}

TEST(KitJson, says_what_came_instead) {
  EXPECT_EQ(Json::parse("").problem(), "an empty body instead of JSON");
  EXPECT_EQ(Json::parse("  <html>").problem(), "a web page instead of JSON");
  EXPECT_EQ(Json::parse("null").problem(), "text that is not JSON");
  for (const char* text : {"{", "[1,", R"({"a":)", R"({"a":"b)", "{]", "{\"a\":tru}"}) {
    EXPECT_EQ(Json::parse(text).problem(), "broken JSON") << text;
  }
  EXPECT_FALSE(Json::parse(std::string(100'000, '[')));
}

TEST(KitJson, quotes_what_json_needs_quoted) {
  EXPECT_EQ(quote("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(quote("ü 漢"), "\"ü 漢\"");
  for (const char* text : {"a\nb\tc", "\x01", "😀", "plain", "/", "\x7f"}) {
    const auto back = Json::parse("[" + quote(text) + "]");
    ASSERT_TRUE(back) << quote(text);
    EXPECT_EQ(back->at(0).text(), text);
  }
}

TEST(KitJson, unwraps_envelopes_only) {
  EXPECT_EQ(unwrap(*Json::parse(R"({"result":{"id":"a"},"id":"b"})"), "result")["id"].text(), "a");
  EXPECT_EQ(unwrap(*Json::parse(R"({"result":"done","id":"b"})"), "result")["id"].text(), "b");
}

TEST(KitJson, an_object_goes_on_with_the_rest_of_another) {
  const char* old = R"({"a":"x\"y","n":7,"list":[1,"2"],"flag":true,"none":null,"state":"old"})";
  EXPECT_EQ(ObjectText().rest_of(old, {"state"}).text("state", "new").str(),
            R"({"a":"x\"y","flag":true,"list":[1,"2"],"n":7,"none":null,"state":"new"})");
  EXPECT_EQ(ObjectText().number("n", 8).rest_of(R"({"m":{"k":1}})", {}).str(),
            R"({"n":8,"m":{"k":1}})");
  for (const char* text : {"", "[1]", "7", "{", "{}"})
    EXPECT_EQ(ObjectText().rest_of(text, {}).str(), "{}") << text;
}

TEST(KitJson, dumps_objects_as_they_were) {
  const auto json = Json::parse(R"({"state":"{state}","list":[1,true,null,"x"]})");
  EXPECT_EQ(Json::parse(json->dump())->dump(), json->dump());
  EXPECT_NE(json->dump().find("\"{state}\""), std::string::npos);
}

}  // namespace
}  // namespace ingot::kit
