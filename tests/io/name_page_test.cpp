// NamePage and NameList: whatever the order and the budget, all names come once and in order.
#include "host/io/name_page.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace ingot::io {
namespace {

std::vector<std::string> some_names(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i)
    names.push_back("name-" + std::string(i % 7, 'x') + std::to_string(i));
  return names;
}

// Goes through `names` page by page as a walk does; calls shuffle between readings.
std::vector<std::string> page_through(std::vector<std::string> names, std::size_t budget,
                                      std::size_t& pages) {
  std::mt19937 random(5);
  std::vector<std::string> seen;
  std::optional<std::string> last;
  NamePage page;
  do {
    std::shuffle(names.begin(), names.end(), random);
    page.begin(last, budget);
    for (const auto& name : names) {
      page.offer(name, EntryType::file);
      EXPECT_LE(page.names().bytes(), std::max<std::size_t>(budget, 100));
    }
    page.end();
    for (std::size_t i = 0; i < page.names().size(); ++i) seen.emplace_back(page.names().name(i));
    if (!seen.empty()) last = seen.back();
    ++pages;
  } while (page.has_left_out());
  return seen;
}

TEST(NamePage, brings_all_names_once_and_in_order_within_any_budget) {
  auto names = some_names(3000);
  auto sorted = names;
  std::sort(sorted.begin(), sorted.end());
  for (const std::size_t budget : {1u, 1000u, 10'000u, 50'000u, 1'000'000u}) {
    if (budget == 1) names.resize(200);
    auto expected = sorted;
    if (names.size() == 200) {
      expected.assign(names.begin(), names.end());
      std::sort(expected.begin(), expected.end());
    }
    std::size_t pages = 0;
    EXPECT_EQ(page_through(names, budget, pages), expected) << budget;
    if (budget == 1'000'000) {
      EXPECT_EQ(pages, 1u);
    }
    names = some_names(3000);
  }
}

TEST(NamePage, of_no_names_is_complete) {
  std::size_t pages = 0;
  EXPECT_TRUE(page_through({}, 100, pages).empty());
  EXPECT_EQ(pages, 1u);
}

TEST(NamePage, orders_by_bytes_not_by_signed_characters) {
  std::size_t pages = 0;
  const std::vector<std::string> expected = {"B", "a", "a!", "ab", "é"};
  EXPECT_EQ(page_through({"é", "ab", "a", "B", "a!"}, 1000, pages), expected);
}

TEST(NameList, keeps_names_with_their_types) {
  NameList list;
  list.add("b", EntryType::folder);
  list.add("", EntryType::link);
  list.add("a", EntryType::file);
  list.add("c", EntryType::special);
  list.keep_smallest(3);
  list.sort();
  ASSERT_EQ(list.size(), 3u);
  EXPECT_EQ(list.type(0), EntryType::link);
  EXPECT_EQ(list.name(1), "a");
  EXPECT_EQ(list.type(1), EntryType::file);
  EXPECT_EQ(list.type(2), EntryType::folder);
  EXPECT_EQ(list.greatest(), "b");
}

}  // namespace
}  // namespace ingot::io
