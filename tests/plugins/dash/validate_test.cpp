// VALIDATE: sizes, plans, names and fields, without a request.
#include <gmock/gmock.h>

#include "tests/plugins/dash/dash_session.hpp"

namespace ingot::dash::test {
namespace {

using ::testing::HasSubstr;

struct Case {
  const char* what;
  Item item;
  const char* problem;  // empty: fine
};

Item planned(std::uint64_t size, std::uint64_t part_size, std::uint32_t n_parts) {
  Item item = ingot::test::make_item("a.jpg", size);
  item.part_size = part_size;
  item.n_parts = n_parts;
  return item;
}

Item named(const char* name) {
  Item item = small_file("x");
  item.name = name;
  return item;
}

Item in_folder(const char* folder) {
  Item item = small_file("x");
  item.fields = std::string(R"({"fields":{},"config":{"folder":")") + folder + "\"}}";
  return item;
}

TEST(DashValidate, knows_the_limits_and_their_neighbours) {
  constexpr std::uint64_t kLargest = 53'687'091'190'000;
  Item uri = small_file("x");
  uri.has_bytes = false;
  Item fields = small_file("x");
  fields.fields = R"({"fields":{"Tilte":"x"}})";
  const std::vector<Case> cases = {
      {"one byte", planned(1, 1, 1), ""},
      {"empty", planned(0, 0, 1), "empty"},
      {"below 5 MiB, single", planned(5'242'879, 5'242'879, 1), ""},
      {"below 5 MiB, several", planned(5'242'879, 5'242'881, 2), "single part"},
      {"5 MiB, single", planned(5'242'880, 5'242'880, 1), ""},
      {"part of 5 MiB", planned(10'485'760, 5'242'880, 2), "part size"},
      {"part of 5 MiB + 1", planned(10'485'762, 5'242'881, 2), ""},
      {"5 GiB, single", planned(5'368'709'120, 5'368'709'120, 1), ""},
      {"5 GiB + 1, single", planned(5'368'709'121, 5'368'709'121, 1), "needs several parts"},
      {"largest part", planned(5'368'709'120, 5'368'709'119, 2), ""},
      {"part of 5 GiB", planned(10'737'418'240, 5'368'709'120, 2), "part size"},
      {"plan too short", planned(20'000'000, 6'000'000, 3), "does not cover"},
      {"10000 parts", planned(kLargest, 5'368'709'119, 10'000), ""},
      {"10001 parts", planned(60'000'000'001, 6'000'000, 10'001), "10000 parts"},
      {"too large", planned(kLargest + 1, 5'368'709'119, 10'000), "larger than 10000 parts"},
      {"no bytes", uri, "needs a file"},
      {"spaces, accents, signs", named("ü é #%+ 漢.jpg"), ""},
      {"slash", named("a/b.jpg"), "slash"},
      {"backslash", named("a\\b.jpg"), "backslash"},
      {"line break", named("a\nb.jpg"), "control"},
      {"no name", named(""), "empty"},
      {"dots", named(".."), "not a name"},
      {"folder", in_folder("/A/B"), ""},
      {"folder with backslash", in_folder("/A\\\\B"), "backslash"},
      {"folder that climbs", in_folder("/A/../B"), "`..`"},
      {"unknown field", fields, "did you mean `title`?"},
  };
  std::vector<Item> items;
  for (const Case& one : cases) items.push_back(one.item);
  DashSession session(items, INGOT_OP_VALIDATE);
  session.run();
  EXPECT_TRUE(session.host->sent().empty());
  for (std::uint32_t i = 0; i < cases.size(); ++i) {
    const bool is_fine = *cases[i].problem == '\0';
    EXPECT_EQ(session.result(i), unsigned{is_fine ? INGOT_IT_DONE : INGOT_IT_REJECTED})
        << cases[i].what << ": " << session.message(i);
    EXPECT_THAT(session.message(i), HasSubstr(cases[i].problem)) << cases[i].what;
  }
}

TEST(DashValidate, tells_all_problems_of_an_item) {
  Item item = named("a\\b");
  item.size = 0;
  item.fields = R"({"fields":{"Nope":"x"}})";
  DashSession session({item}, INGOT_OP_VALIDATE);
  session.run();
  for (const char* part : {"empty", "backslash", "`Nope` is not known"})
    EXPECT_THAT(session.message(0), HasSubstr(part));
}

TEST(DashValidate, says_nothing_about_fields_before_the_account_is_known) {
  Item item = small_file("x");
  item.fields = R"({"fields":{"Nope":"x"}})";
  DashSession session({item}, INGOT_OP_VALIDATE);
  session.begin.context.clear();
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_DONE});
}

}  // namespace
}  // namespace ingot::dash::test
