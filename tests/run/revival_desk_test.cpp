#include "host/run/revival_desk.hpp"

#include <gtest/gtest.h>

#include <atomic>

#include "host/base/task_group.hpp"

namespace ingot::run {
namespace {

RevivalDesk::Wish wish_for(std::int64_t seq) {
  ledger::ReviveItem revival{};
  revival.seq = seq;
  return {revival};
}

// Does what is wished for, one after the other, until its group ends.
void serve(TaskGroup& tasks, RevivalDesk& desk, std::atomic<int>& served) {
  tasks.spawn("doer", [&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const auto wish = desk.take();
      if (!wish) continue;
      ++served;
      RevivalAnswer answer;
      answer.revived = static_cast<std::size_t>(wish->front().seq);
      desk.answer(std::move(answer));
    }
    return Status();
  });
}

TEST(revival_desk, everybody_gets_the_answer_to_the_own_wish) {
  RevivalDesk desk;
  std::atomic<int> served = 0, right = 0;
  desk.open([] {});
  TaskGroup doer;
  serve(doer, desk, served);
  {
    TaskGroup askers;
    for (int asker = 1; asker <= 4; ++asker) {
      askers.spawn("asker", [&, asker](const std::stop_token& stop) {
        for (int i = 0; i < 50; ++i) {
          const auto answer = desk.ask(wish_for(asker * 100 + i), stop);
          if (answer && answer->revived == static_cast<std::size_t>(asker * 100 + i)) ++right;
        }
        return Status();
      });
    }
    ASSERT_TRUE(askers.join().ok());
  }
  EXPECT_EQ(right, 200);
  EXPECT_EQ(served, 200);
  doer.stop();
}

TEST(revival_desk, a_closed_desk_takes_nothing) {
  RevivalDesk desk;
  EXPECT_FALSE(desk.is_open());
  const auto answer = desk.ask(wish_for(1), {});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::unavailable);
  EXPECT_FALSE(desk.take());
}

TEST(revival_desk, closing_lets_go_of_who_waits) {
  RevivalDesk desk;
  // Whoever is nudged leaves instead of working.
  desk.open([&desk] { desk.close(); });
  const auto answer = desk.ask(wish_for(1), {});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::unavailable);
  // The wish is gone with it: who opens next has a desk that is empty.
  desk.open([] {});
  EXPECT_FALSE(desk.take());
}

TEST(revival_desk, a_stop_ends_the_waiting) {
  RevivalDesk desk;
  std::stop_source stop;
  desk.open([&stop] { stop.request_stop(); });
  const auto answer = desk.ask(wish_for(1), stop.get_token());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::cancelled);
}

}  // namespace
}  // namespace ingot::run
