#include "host/plugin/conduct.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/plugin/sample_records.hpp"

namespace ingot::plugin {
namespace {

using ::testing::HasSubstr;

HttpAction http(std::uint64_t id) {
  HttpAction action;
  action.id = id;
  return action;
}
ItemAction end(std::uint32_t item) {
  ItemAction action;
  action.id = 100 + item;
  action.item = item;
  return action;
}
std::string breach(const Status& status) {
  return status ? "(kept)" : status.error().message;
}

TEST(Conduct, wants_ids_that_are_unique_while_outstanding) {
  Conduct conduct(test::sample_shape());
  EXPECT_TRUE(conduct.admit(http(1)));
  EXPECT_TRUE(conduct.admit(WaitAction{2, 0}));
  EXPECT_THAT(breach(conduct.admit(http(1))),
              HasSubstr("http action 1: an action with this id is still outstanding"));
  EXPECT_THAT(breach(conduct.admit(http(2))), HasSubstr("still outstanding"));
  conduct.answered(std::vector<std::uint64_t>{1, 99});
  EXPECT_TRUE(conduct.admit(http(1)));
}

TEST(Conduct, lets_unanswered_actions_share_ids) {
  Conduct conduct(test::sample_shape());
  EXPECT_TRUE(conduct.admit(http(1)));
  EXPECT_TRUE(conduct.admit(AbandonAction{1, 1}));
  EXPECT_TRUE(conduct.admit(AbandonAction{1, 1}));
}

TEST(Conduct, ends_every_item_once) {
  Conduct conduct(test::sample_shape());
  EXPECT_TRUE(conduct.admit(end(0)));
  EXPECT_THAT(breach(conduct.admit(end(0))), HasSubstr("item 0 has ended already"));
}

TEST(Conduct, lets_nothing_be_said_after_the_last_item) {
  Conduct conduct(test::sample_shape());
  for (std::uint32_t i = 0; i < 3; ++i) EXPECT_TRUE(conduct.admit(end(i)));
  EXPECT_TRUE(conduct.is_over());
  EXPECT_TRUE(conduct.settle());
  EXPECT_THAT(breach(conduct.admit(NoteAction{})),
              HasSubstr("note action after the session has ended"));
  EXPECT_THAT(breach(conduct.admit(ResultAction{})), HasSubstr("after the session has ended"));
}

TEST(Conduct, ends_all_open_items_with_a_result) {
  Conduct conduct(test::sample_shape());
  EXPECT_TRUE(conduct.admit(end(1)));
  EXPECT_TRUE(conduct.admit(ResultAction{}));
  EXPECT_TRUE(conduct.is_over());
  EXPECT_THAT(breach(conduct.admit(end(0))), HasSubstr("after the session has ended"));
}

TEST(Conduct, never_waits_for_nothing) {
  Conduct conduct(test::sample_shape());
  EXPECT_THAT(breach(conduct.settle()), HasSubstr("waits for nothing while 3 of 3 items are open"));
  EXPECT_TRUE(conduct.admit(WaitAction{5, 0}));
  EXPECT_TRUE(conduct.settle());
  conduct.answered(std::vector<std::uint64_t>{5});
  EXPECT_FALSE(conduct.settle());
}

TEST(Conduct, wants_a_result_from_operations_without_items) {
  Conduct conduct(test::sample_shape(INGOT_OP_LOGIN));
  EXPECT_FALSE(conduct.is_over());
  EXPECT_THAT(breach(conduct.settle()), HasSubstr("has not ended the session"));
  EXPECT_TRUE(conduct.admit(ResultAction{}));
  EXPECT_TRUE(conduct.is_over());
  EXPECT_TRUE(conduct.settle());
}

TEST(Conduct, forgives_an_item_that_ends_again_after_an_earlier_life) {
  auto shape = test::sample_shape();
  shape.items[1].has_ended_before = true;
  Conduct conduct(shape);
  EXPECT_TRUE(conduct.admit(end(0)));
  EXPECT_FALSE(conduct.is_over());
  EXPECT_TRUE(conduct.admit(end(2)));
  EXPECT_TRUE(conduct.is_over());
  EXPECT_TRUE(conduct.admit(end(1)));
  EXPECT_THAT(breach(conduct.admit(end(1))), HasSubstr("after the session has ended"));
}

}  // namespace
}  // namespace ingot::plugin
