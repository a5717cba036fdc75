#include "host/ui/changed_items.hpp"

#include <gtest/gtest.h>

namespace ingot::ui {
namespace {

run::ItemNews news(std::int64_t seq) {
  run::ItemNews made;
  made.seq = seq;
  return made;
}

TEST(changed_items, tells_each_once_since_the_last_time) {
  ChangedItems changes;
  for (const std::int64_t seq : {3, 1, 3, 2}) changes.item_moved(news(seq));
  const auto first = changes.since(0);
  EXPECT_EQ(first.items, (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_TRUE(changes.since(first.upto).items.empty());
  changes.item_moved(news(7));
  EXPECT_EQ(changes.since(first.upto).items, std::vector<std::int64_t>{7});
  EXPECT_EQ(changes.since(changes.upto()).items.size(), 0u);
}

TEST(changed_items, keeps_the_latest_of_very_many) {
  ChangedItems changes;
  const auto count = static_cast<std::int64_t>(3 * ChangedItems::kKept);
  for (std::int64_t seq = 1; seq <= count; ++seq) changes.item_moved(news(seq));
  const auto told = changes.since(0);
  ASSERT_EQ(told.items.size(), ChangedItems::kKept);
  EXPECT_EQ(told.items.back(), count);
  EXPECT_EQ(told.items.front(), count - static_cast<std::int64_t>(ChangedItems::kKept) + 1);
}

}  // namespace
}  // namespace ingot::ui
