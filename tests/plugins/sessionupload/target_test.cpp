// Where an item goes: precedence of the settings, and what is refused.
#include <gmock/gmock.h>

#include <ingot/testkit/fake_events.hpp>

#include "plugins/sessionupload/target.hpp"

namespace ingot::sessionupload {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kOne[] = "11111111-2222-3333-4444-555555555555";
constexpr char kTwo[] = "66666666-7777-8888-9999-AAAAAAAAAAAA";

Config usual() {
  return *parse_config(R"({"base_url":"https://x","token":{"$secret":"token"}})");
}
Item item_with(const std::string& settings, const std::string& key = "in/a.jpg") {
  Item item = ingot::test::make_item(key, 10);
  item.fields = R"({"fields":{},"config":{)" + settings + "}}";
  return item;
}
std::string set(const char* key, const std::string& value) {
  return "\"" + std::string(key) + "\":\"" + value + "\"";
}

TEST(SessionUploadTarget, is_the_items_own_path_unless_the_job_says_otherwise) {
  const auto target =
      read_target(item_with(set("parent_id", kOne) + "," + set("language_id", kTwo)), usual());
  ASSERT_TRUE(target) << target.problem();
  EXPECT_EQ(target->relative_path, "in/a.jpg");
  EXPECT_EQ(target->display_name, "a.jpg");
  EXPECT_EQ(target->parent_id, kOne);
  EXPECT_EQ(target->language_id, kTwo);
  const auto named = read_target(
      item_with(set("relative_path", "x/y.png") + "," + set("display_name", "Z.png")), usual());
  EXPECT_EQ(named->relative_path, "x/y.png");
  EXPECT_EQ(named->display_name, "Z.png");
}

TEST(SessionUploadTarget, an_existing_asset_rules_out_parent_path_and_name) {
  const auto target =
      read_target(item_with(set("existing_asset_id", kOne) + "," + set("parent_id", kTwo) + "," +
                            set("relative_path", "x/y.png") + "," + set("display_name", "z.png")),
                  usual());
  ASSERT_TRUE(target) << target.problem();
  EXPECT_EQ(target->existing_asset_id, kOne);
  EXPECT_EQ(target->parent_id + target->relative_path + target->display_name, "");
  EXPECT_THAT(target->ignored, ElementsAre("parent_id", "relative_path", "display_name"));
}

TEST(SessionUploadTarget, related_content_rules_out_parent_and_path_and_keeps_the_name) {
  const auto target = read_target(
      item_with(set("related_content_id", kOne) + "," + set("parent_id", kTwo)), usual());
  ASSERT_TRUE(target) << target.problem();
  EXPECT_EQ(target->parent_id + target->relative_path, "");
  EXPECT_EQ(target->display_name, "a.jpg");
  EXPECT_THAT(target->ignored, ElementsAre("parent_id"));
}

TEST(SessionUploadTarget, refuses_a_path_no_store_can_hold) {
  EXPECT_EQ(read_target(item_with(set("relative_path", "a/../b.jpg")), usual()).problem(),
            "relative_path: `..`");
  EXPECT_FALSE(read_target(item_with("", "a/b\\c.jpg"), usual()));
}

TEST(SessionUploadTarget, knows_sizes_and_their_neighbours) {
  const std::uint64_t most = kMostParts * kLargestChunk;
  for (const auto& [size, fits] :
       {std::pair{std::uint64_t{0}, false}, std::pair{std::uint64_t{1}, true},
        std::pair{most, true}, std::pair{most + 1, false}}) {
    EXPECT_EQ(static_cast<bool>(read_target(ingot::test::make_item("a.jpg", size), usual())), fits)
        << size;
  }
  Config config = usual();
  config.min_size = 0;
  EXPECT_TRUE(read_target(ingot::test::make_item("a.jpg", 0), config));
}

TEST(SessionUploadTarget, a_name_needs_its_extension_and_a_move_its_folder) {
  for (const char* name : {"a", "a.", ".jpg", "a/b.jpg"})
    EXPECT_THAT(read_target(item_with(set("display_name", name)), usual()).problem(),
                HasSubstr("display_name"));
  Config moving = usual();
  moving.lifecycle_to = "moved";
  EXPECT_THAT(read_target(item_with(""), moving).problem(), HasSubstr("move_to: missing"));
  EXPECT_TRUE(read_target(item_with(set("move_to", kOne)), moving));
}

}  // namespace
}  // namespace ingot::sessionupload
