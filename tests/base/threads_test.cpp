#include <gtest/gtest.h>

#include <stdexcept>

#include "host/base/clock.hpp"
#include "host/base/mailbox.hpp"
#include "host/base/task_group.hpp"

namespace ingot {
namespace {

using namespace std::chrono_literals;

TEST(task_group, the_first_failure_stops_its_siblings) {
  TaskGroup group;
  SystemClock clock;
  group.spawn("waits", [&](std::stop_token stop) {
    while (clock.wait(1h, stop)) {}
    return Status();
  });
  group.spawn("fails", [](std::stop_token) { return Status(Error{ErrorKind::invalid, "no"}); });
  const Status joined = group.join();
  ASSERT_FALSE(joined);
  EXPECT_EQ(joined.error().message, "no");
}

TEST(task_group, an_exception_becomes_an_internal_error) {
  TaskGroup group;
  group.spawn("throws", [](std::stop_token) -> Status { throw std::runtime_error("oops"); });
  const Status joined = group.join();
  ASSERT_FALSE(joined);
  EXPECT_EQ(joined.error().kind, ErrorKind::internal);
  EXPECT_EQ(joined.error().message, "throws: oops");
}

TEST(mailbox, everything_posted_arrives_in_order_of_each_sender) {
  Mailbox<int> mailbox;
  TaskGroup group;
  group.spawn("sender", [&](std::stop_token) {
    for (int i = 0; i < 10'000; ++i) mailbox.post(i);
    return Status();
  });
  int expected = 0;
  while (expected < 10'000) {
    for (const int value : mailbox.take(10s)) EXPECT_EQ(value, expected++);
  }
  EXPECT_TRUE(group.join());
}

TEST(mailbox, a_nudge_wakes_without_a_value) {
  Mailbox<int> mailbox;
  mailbox.nudge();
  EXPECT_TRUE(mailbox.take(1h).empty());
  EXPECT_TRUE(mailbox.take(0ns).empty());
}

}  // namespace
}  // namespace ingot
