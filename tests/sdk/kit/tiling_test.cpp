// Part lists of servers: those that cover a file exactly, and the ways in which they do not.
#include <gtest/gtest.h>

#include <ingot/kit/parts.hpp>

namespace ingot::kit {
namespace {

using Parts = std::vector<PartRange>;

TEST(KitTiling, takes_exact_covers_in_any_order) {
  EXPECT_EQ(tiling_problem(Parts{{1, 0, 10}}, 10), "");
  EXPECT_EQ(tiling_problem(Parts{{2, 8, 2}, {1, 0, 8}}, 10), "");
  EXPECT_EQ(tiling_problem(Parts{{1, 0, 0}}, 0), "") << "an empty file may have one empty part";
  EXPECT_EQ(tiling_problem(Parts{}, 0), "");
}

TEST(KitTiling, says_what_is_wrong) {
  EXPECT_EQ(tiling_problem(Parts{}, 1), "the parts end at byte 0 of 1");
  EXPECT_EQ(tiling_problem(Parts{{1, 0, 9}}, 10), "the parts end at byte 9 of 10");
  EXPECT_EQ(tiling_problem(Parts{{1, 0, 11}}, 10), "part 1 ends beyond the file");
  EXPECT_EQ(tiling_problem(Parts{{1, 0, 5}, {2, 6, 4}}, 10), "part 2 begins at byte 6, not at 5");
  EXPECT_EQ(tiling_problem(Parts{{1, 0, 5}, {2, 4, 6}}, 10), "part 2 begins at byte 4, not at 5");
  EXPECT_EQ(tiling_problem(Parts{{0, 0, 10}}, 10), "part 0 stands where part 1 should be");
  EXPECT_EQ(tiling_problem(Parts{{1, 0, 5}, {3, 5, 5}}, 10),
            "part 3 stands where part 2 should be");
  EXPECT_EQ(tiling_problem(Parts{{1, 0, 10}, {2, 10, 0}}, 10), "part 2 is empty");
  EXPECT_EQ(tiling_problem(Parts{{1, 0, 5}, {2, 5, UINT64_MAX}}, 10), "part 2 ends beyond the file");
}

}  // namespace
}  // namespace ingot::kit
