// What a refusal of a whole group says about its items, and how the group is cut.
#include <gtest/gtest.h>

#include <ingot/kit/groups.hpp>

namespace ingot::kit {
namespace {

using Items = std::vector<std::uint32_t>;

TEST(Groups, reads_the_places_errors_use_for_an_index) {
  for (const char* body : {
           R"({"errors":[{"index":2,"detail":"bad"}]})",
           R"({"violations":[{"path":"[2].statusId","message":"bad"}]})",
           R"({"error":{"details":[{"field":"items[2].x","message":"bad"}]}})",
           R"({"errors":[{"source":{"pointer":"/2/statusId"},"detail":"bad"}]})",
           R"([{"itemIndex":2,"message":"bad"}])",
       }) {
    const auto found = read_violations(body, 3);
    ASSERT_EQ(found.size(), 1u) << body;
    EXPECT_EQ(found.begin()->first, 2u);
    EXPECT_EQ(found.begin()->second, "bad");
  }
}

TEST(Groups, names_nobody_without_a_clear_index) {
  for (const char* body : {"", "<html>", "{}", R"({"errors":[{"detail":"item 2 is bad"}]})",
                           R"({"errors":[{"index":3}]})", R"({"errors":[{"index":-1}]})",
                           R"({"errors":[{"field":"ca12"}]})", R"({"errors":"x"})"}) {
    EXPECT_TRUE(read_violations(body, 3).empty()) << body;
  }
}

TEST(Groups, cuts_by_name_or_in_halves) {
  const Items group = {4, 5, 6, 7, 8};
  EXPECT_EQ(split_refused(group, "{}"), (std::vector<Items>{{4, 5}, {6, 7, 8}}));
  EXPECT_EQ(split_refused(group, R"({"errors":[{"index":1},{"index":4}]})"),
            (std::vector<Items>{{5, 8}, {4, 6, 7}}));
  EXPECT_EQ(split_refused({1, 2}, R"({"errors":[{"index":0},{"index":1}]})"),
            (std::vector<Items>{{1}, {2}}));
  EXPECT_TRUE(refused_one_by_one(group, R"({"errors":[{"index":1,"detail":"x"}]})").empty());
  EXPECT_EQ(refused_one_by_one({9}, R"({"errors":[{"index":0,"errorCode":"E","detail":"x"}]})"),
            (std::vector<std::string>{"E: x"}));
}

}  // namespace
}  // namespace ingot::kit
