// Globs: excludes beat includes, and asking folder by folder gives the same as asking about whole
// paths.
#include "host/io/globs.hpp"

#include <gtest/gtest.h>

namespace ingot::io {
namespace {

TEST(Globs, without_patterns_take_everything) {
  const Globs globs;
  EXPECT_TRUE(globs.takes_file("a/.b"));
  EXPECT_TRUE(globs.enters_folder(".git"));
  EXPECT_TRUE(Globs::compile({}, {})->takes_path("a/b/c"));
}

TEST(Globs, take_what_is_included_and_not_excluded) {
  const auto globs = Globs::compile({"**/*.{jpg,tif}"}, {".*", "draft-*"});
  ASSERT_TRUE(globs);
  EXPECT_TRUE(globs->takes_path("a/b.jpg"));
  EXPECT_TRUE(globs->takes_path("b.tif"));
  EXPECT_FALSE(globs->takes_path("a/b.png"));
  EXPECT_FALSE(globs->takes_path("a/.b.jpg"));
  EXPECT_FALSE(globs->takes_path("draft-1.jpg"));
  EXPECT_FALSE(globs->takes_path(".git/b.jpg"));
  EXPECT_FALSE(globs->takes_path("a/draft-2/x/b.jpg"));
  // Only the walk's question about the folder keeps this one out.
  EXPECT_TRUE(globs->takes_file(".git/b.jpg"));
  EXPECT_FALSE(globs->enters_folder(".git"));
}

TEST(Globs, do_not_enter_folders_that_cannot_hold_a_wanted_file) {
  const auto globs = Globs::compile({"photos/**/*.jpg", "/video/*.mov"}, {"photos/old/**", "tmp/"});
  ASSERT_TRUE(globs);
  EXPECT_TRUE(globs->enters_folder("photos"));
  EXPECT_TRUE(globs->enters_folder("photos/new"));
  EXPECT_TRUE(globs->enters_folder("video"));
  EXPECT_FALSE(globs->enters_folder("video/raw"));
  EXPECT_FALSE(globs->enters_folder("music"));
  EXPECT_FALSE(globs->enters_folder("photos/old"));
  EXPECT_FALSE(globs->enters_folder("photos/new/tmp"));
}

TEST(Globs, say_which_list_a_bad_pattern_is_in) {
  EXPECT_TRUE(
      Globs::compile({"["}, {}).error().message.starts_with("include: pattern `[`: character 1: "));
  EXPECT_TRUE(Globs::compile({"a"}, {"b", "x}"})
                  .error()
                  .message.starts_with("exclude: pattern `x}`: character 2: "));
}

}  // namespace
}  // namespace ingot::io
