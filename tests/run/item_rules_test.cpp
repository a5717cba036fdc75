#include "host/run/item_rules.hpp"

#include <gtest/gtest.h>

namespace ingot::run {
namespace {

ledger::Item file(std::string key, std::uint64_t size = 0) {
  ledger::Item item;
  item.key = std::move(key);
  item.size = size;
  return item;
}

TEST(item_rules, sizes_are_judged_at_the_boundary) {
  ItemRules rules;
  rules.size_min = 10;
  rules.size_max = 20;
  for (const std::uint64_t size : {10u, 15u, 20u}) {
    EXPECT_FALSE(refusal_of(file("a", size), rules)) << size;
  }
  EXPECT_EQ(refusal_of(file("a", 9), rules)->code, "min_size");
  EXPECT_EQ(refusal_of(file("a", 21), rules)->code, "max_size");
}

TEST(item_rules, portable_names_travel_everywhere) {
  for (const char* key : {"a/b c.jpg", "café/日本.tif", "x.tar.gz", "console.txt", "a#%+.png", ".hidden"}) {
    EXPECT_FALSE(why_not_portable(key)) << key;
  }
  for (const char* key : {"a:b", "a/b?.txt", "x\\y", "a/con.txt", "NUL", "dot./x", "space /x", "tab\t", "a\"b", "p|q"}) {
    EXPECT_TRUE(why_not_portable(key)) << key;
  }
  EXPECT_TRUE(why_not_portable(std::string(256, 'x')));
  EXPECT_FALSE(why_not_portable(std::string(255, 'x')));
}

TEST(item_rules, any_name_is_fine_unless_the_job_asks) {
  EXPECT_FALSE(refusal_of(file("a:b"), {}));
  ItemRules rules;
  rules.names = NameRule::portable;
  EXPECT_EQ(refusal_of(file("a:b"), rules)->code, "name");
}

}  // namespace
}  // namespace ingot::run
