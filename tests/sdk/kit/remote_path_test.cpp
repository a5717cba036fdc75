// Which paths an object store can hold.
#include <gtest/gtest.h>

#include <ingot/kit/remote_path.hpp>

namespace ingot::kit {
namespace {

TEST(KitRemotePath, takes_what_a_store_can_hold) {
  for (const char* path : {"a.jpg", "a/b/c.jpg", "ü é #%+ 漢.jpg", "..a/b..", "a/.hidden"})
    EXPECT_EQ(path_problem(path), "") << path;
}

TEST(KitRemotePath, refuses_what_climbs_or_hides) {
  for (const char* path : {"", "/a.jpg", "a//b", "a/", "a/../b", "./a", "a\\b", "a\nb", "a\x7F"})
    EXPECT_NE(path_problem(path), "") << path;
}

TEST(KitRemotePath, knows_the_longest_names_and_paths) {
  EXPECT_EQ(path_problem(std::string(255, 'a')), "");
  EXPECT_NE(path_problem(std::string(256, 'a')), "");
  std::string longest(1024, 'a');
  for (std::size_t at = 200; at < 1024; at += 200) longest[at] = '/';
  EXPECT_EQ(path_problem(longest), "");
  EXPECT_NE(path_problem(longest + "a"), "");
}

}  // namespace
}  // namespace ingot::kit
