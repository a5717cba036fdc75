// Paths, fields by name, checkpoints, tags.
#include <gtest/gtest.h>

#include <set>

#include "plugins/dash/checkpoint.hpp"
#include "plugins/dash/item_settings.hpp"
#include "plugins/dash/remote_path.hpp"
#include "plugins/dash/tags.hpp"

namespace ingot::dash {
namespace {

TEST(DashPath, joins_folder_and_name_with_single_slashes) {
  EXPECT_EQ(remote_path("/", "a.jpg"), "/a.jpg");
  EXPECT_EQ(remote_path("", "a.jpg"), "/a.jpg");
  EXPECT_EQ(remote_path("A", "a.jpg"), "/A/a.jpg");
  EXPECT_EQ(remote_path("//A///B//", "a b.jpg"), "/A/B/a b.jpg");
}

TEST(DashPath, has_a_longest_name_and_a_longest_path) {
  EXPECT_EQ(path_problem("/", std::string(255, 'x')), "");
  EXPECT_NE(path_problem("/", std::string(256, 'x')), "");
  EXPECT_EQ(path_problem(std::string(1021, 'f'), "x"), "");
  EXPECT_NE(path_problem(std::string(1022, 'f'), "x"), "");
}

Context account() {
  return read_context(
      R"({"user_id":"u","folder_field_id":"ff","fields":{"title":"f1","überschrift":"f2"}})");
}

FieldValues resolved(const std::string& fields) {
  const auto settings = read_item_settings("{\"fields\":" + fields + "}", "/");
  const auto values = resolve_fields(*settings, account());
  EXPECT_TRUE(values) << values.problem();
  return values ? *values : FieldValues();
}

TEST(DashFields, names_match_in_any_case_and_ids_pass) {
  EXPECT_EQ(resolved(R"({"TITLE":"x"})"), (FieldValues{{"f1", {"x"}}}));
  EXPECT_EQ(resolved(R"({"ÜBERSCHRIFT":["x","y"]})"), (FieldValues{{"f2", {"x", "y"}}}));
  EXPECT_EQ(resolved(R"({"f2":"x"})"), (FieldValues{{"f2", {"x"}}}));
  EXPECT_EQ(resolved(R"({"Title":5})"), (FieldValues{{"f1", {"5"}}}));
  EXPECT_TRUE(resolved(R"({"Title":null})").empty());
}

TEST(DashFields, unknown_and_double_names_are_told) {
  const auto problem = [](const std::string& fields) {
    return resolve_fields(*read_item_settings("{\"fields\":" + fields + "}", "/"), account())
        .problem();
  };
  EXPECT_EQ(problem(R"({"Titel":"x"})"),
            "field `Titel` is not known in this account; did you mean `title`?");
  EXPECT_EQ(problem(R"({"Photographer":"x"})"),
            "field `Photographer` is not known in this account");
  EXPECT_EQ(problem(R"({"Title":"x","f1":"y"})"), "field `f1` is given twice");
  EXPECT_NE(
      resolve_fields(*read_item_settings(R"({"fields":{"a":"b"}})", "/"), Context()).problem(), "");
}

TEST(DashFields, the_rendered_folder_of_the_item_counts) {
  EXPECT_EQ(read_item_settings("", "/D")->folder, "/D");
  EXPECT_EQ(read_item_settings("{}", "/D")->folder, "/D");
  EXPECT_EQ(read_item_settings(R"({"config":{"folder":"/X"}})", "/D")->folder, "/X");
  EXPECT_FALSE(read_item_settings("{", "/D"));
}

TEST(DashCheckpoint, comes_back_as_it_was) {
  Checkpoint state;
  state.next_creation = 3;
  state.lists_early = false;
  state.creations.push_back(Creation{2, 1'800'000'000'000, 2, "job \"1\"", {4, 7}});
  state.placed[0] = Placed{"a", "u", 1};
  state.placed[9] = Placed{"b", "", 2};
  const Checkpoint back = Checkpoint::read(state.to_json(), Checkpoint::kSchema);
  EXPECT_EQ(back.to_json(), state.to_json());
  EXPECT_EQ(back.creations[0].items, (std::vector<std::uint32_t>{4, 7}));
  EXPECT_EQ(back.lists_early, false);
}

TEST(DashCheckpoint, a_foreign_or_broken_state_is_a_fresh_start) {
  Checkpoint state;
  state.placed[0] = Placed{"a", "u", 1};
  EXPECT_TRUE(Checkpoint::read(state.to_json(), 99).placed.empty());
  for (const char* text : {"", "{", "[]", "null", R"({"placed":5,"creations":{"a":1}})"}) {
    EXPECT_TRUE(Checkpoint::read(text, Checkpoint::kSchema).placed.empty()) << text;
  }
}

TEST(DashTags, never_meet) {
  std::set<std::uint64_t> tags;
  std::size_t count = 0;
  for (const Call call :
       {Call::create, Call::new_upload, Call::part, Call::complete, Call::lifecycle}) {
    for (const std::uint32_t subject : {0u, 1u, 99u, 65535u}) {
      for (const std::uint32_t upload : {0u, 1u, 255u}) {
        for (const std::uint32_t part : {0u, 1u, 10'000u}) {
          for (const std::uint32_t attempt : {0u, 1u, 65535u}) {
            const std::uint64_t tag = tag_of(call, subject, upload, part, attempt);
            EXPECT_GT(tag, 0u);
            EXPECT_LT(tag, Request::kFirstLayerId);
            tags.insert(tag);
            ++count;
          }
        }
      }
    }
  }
  EXPECT_EQ(tags.size(), count);
}

}  // namespace
}  // namespace ingot::dash
