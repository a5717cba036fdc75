// What a job says about an item, config keys, near names.
#include <gtest/gtest.h>

#include <ingot/kit/config_reader.hpp>
#include <ingot/kit/item_fields.hpp>

namespace ingot::kit {
namespace {

using Texts = std::vector<std::string>;

TEST(KitItemFields, reads_fields_and_rendered_config) {
  const auto read = read_item_fields(
      R"({"fields":{"Title":"a","Tags":["x","y"]},"config":{"folder":"/f","attach":{"urn":"u"},"id":""}})");
  ASSERT_TRUE(read);
  EXPECT_EQ(*read->field("Tags"), (Texts{"x", "y"}));
  EXPECT_EQ(read->field("Nope"), nullptr);
  EXPECT_EQ(read->setting("attach.urn"), "u");
  EXPECT_EQ(read->setting("id", "default"), "default") << "rendered to nothing is not set";
  EXPECT_EQ(read->setting("other", "default"), "default");
  EXPECT_TRUE(read_item_fields("")->fields.empty());
  EXPECT_EQ(read_item_fields("<x>").problem(), "fields: a web page instead of JSON");
}

TEST(KitItemFields, finds_the_name_that_was_meant) {
  const Texts known = {"Condition", "Serial number", "Floor"};
  EXPECT_EQ(nearest_name("condtion", known), "Condition");
  EXPECT_EQ(nearest_name("SERIAL NUMBER", known), "Serial number");
  EXPECT_EQ(nearest_name("Manufacturer", known), "");
}

TEST(KitConfigReader, keeps_the_first_problem) {
  ConfigReader in(*Json::parse(
      R"({"name":5,"n":11,"flag":"yes","kind":"c","list":["a","b"],"key":{"$secret":"key"},"base_url":"https://x//"})"));
  EXPECT_EQ(in.base_url("https://d"), "https://x");
  EXPECT_EQ(in.texts("list"), (Texts{"a", "b"}));
  in.secret("key");
  EXPECT_EQ(in.problem(), "");
  EXPECT_EQ(in.number("n", 1, 10, 3), 11);
  EXPECT_EQ(in.problem(), "n: expected a number from 1 to 10");
  EXPECT_EQ(in.choice("kind", {"a", "b"}), 0u);
  in.flag("flag", true);
  in.text("name", "");
  in.secret("none");
  EXPECT_EQ(in.problem(), "n: expected a number from 1 to 10");
  EXPECT_TRUE(in.flag("absent", true));
}

}  // namespace
}  // namespace ingot::kit
