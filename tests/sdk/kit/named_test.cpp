// Names to ids: paths, cases, near misses.
#include <gtest/gtest.h>

#include <ingot/kit/named.hpp>

namespace ingot::kit {
namespace {

const std::vector<Named>& tree() {
  static const std::vector<Named> all = {
      {"1", "Root", "", true}, {"2", "A", "1", true},     {"3", "Room", "2", true},
      {"4", "B", "1", true},   {"5", "Room", "4", true},  {"6", "Old", "1", false},
      {"7", "old", "4", true}, {"8", "x > y", "1", true}, {"9", "Twin", "9", true},
  };
  return all;
}

TEST(Named, resolves_ids_names_and_tails_of_paths) {
  for (const auto& [wanted, id] :
       {std::pair{"3", "3"}, std::pair{"A > Room", "3"}, std::pair{"root>b>room", "5"},
        std::pair{"a", "2"}, std::pair{"x > y", "8"}, std::pair{"old", "7"}, std::pair{"OLD", "7"},
        std::pair{"Twin", "9"}}) {
    const auto found = pick(tree(), wanted, "place");
    ASSERT_TRUE(found) << wanted << ": " << found.problem();
    EXPECT_EQ(*found, id) << wanted;
  }
}

TEST(Named, tells_why_there_is_none) {
  EXPECT_EQ(pick(tree(), "Rom", "place").problem(), "no place `Rom`; did you mean `Room`?");
  EXPECT_EQ(pick(tree(), "Nowhere at all", "place").problem(), "no place `Nowhere at all`; there are: Root, A, Room, B, old, x > y, Twin");
  EXPECT_EQ(pick(tree(), "Room", "place").problem(),
            "place `Room` is ambiguous: Root > A > Room, Root > B > Room; give more of the path, "
            "or the id");
  // One of the two is the shorter path, but a guess would put things in the wrong place.
  EXPECT_FALSE(pick({{"1", "Site", "", true},
                     {"2", "L1", "1", true},
                     {"3", "A", "1", true},
                     {"4", "L1", "3", true}},
                    "L1", "place"));
  EXPECT_EQ(pick(tree(), "6", "place").problem(), "place `6` is deactivated");
  EXPECT_FALSE(pick(tree(), "", "place"));
  EXPECT_FALSE(pick({}, "a", "place"));
}

}  // namespace
}  // namespace ingot::kit
