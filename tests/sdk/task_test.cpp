// task and Group by themselves, driven by hand: no session and no records.
#include <gtest/gtest.h>

#include <coroutine>
#include <deque>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <ingot/group.hpp>
#include <ingot/task.hpp>

namespace {

using ingot::Group;
using ingot::task;

// Suspends whoever awaits it until the test resumes it, in any order.
struct Gate {
  std::deque<std::coroutine_handle<>> waiting;
  struct Wait {
    explicit Wait(Gate& g) : gate(g) {}
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> h) { gate.waiting.push_back(h); }
    void await_resume() const {}
    Gate& gate;
  };
  Wait pass() { return Wait(*this); }
  void open(std::size_t index = 0) {
    const auto handle = waiting.at(index);
    waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(index));
    handle.resume();
  }
};

task<int> number(int value) {
  co_return value;
}
task<std::unique_ptr<int>> boxed(int value) {
  co_return std::make_unique<int>(value);
}
task<int> failing() {
  throw std::runtime_error("broken");
  co_return 1;
}
task<int> after(Gate& gate, int value) {
  co_await gate.pass();
  co_return value;
}

TEST(Task, runs_only_when_awaited) {
  bool has_run = false;
  const auto body = [](bool& flag) -> task<> {
    flag = true;
    co_return;
  };
  task<> never = body(has_run);
  EXPECT_FALSE(has_run);
  Group group;
  group.spawn(std::move(never));
  EXPECT_TRUE(has_run);
}

TEST(Task, hands_over_values_that_only_move) {
  int seen = 0;
  Group group;
  group.spawn([](int& out) -> task<> {
    std::unique_ptr<int> value = co_await boxed(7);
    out = *value + co_await number(1);
  }(seen));
  EXPECT_EQ(seen, 8);
}

TEST(Task, carries_an_exception_to_whoever_awaits_it) {
  std::string seen;
  Group group;
  group.spawn([](std::string& out) -> task<> {
    try {
      co_await failing();
    } catch (const std::runtime_error& e) {
      out = e.what();
    }
  }(seen));
  EXPECT_EQ(seen, "broken");
}

TEST(Task, goes_on_where_it_was_suspended) {
  Gate gate;
  std::vector<int> seen;
  Group group;
  group.spawn([](Gate& g, std::vector<int>& out) -> task<> {
    for (int i = 0; i < 3; ++i) out.push_back(co_await after(g, i));
  }(gate, seen));
  EXPECT_TRUE(seen.empty());
  gate.open();
  EXPECT_EQ(seen, std::vector<int>({0}));
  gate.open();
  gate.open();
  EXPECT_EQ(seen, std::vector<int>({0, 1, 2}));
  EXPECT_EQ(group.running(), 0u);
}

TEST(Task, keeps_the_stack_flat_over_a_million_tasks_that_end_at_once) {
  long sum = 0;
  Group group;
  group.spawn([](long& out) -> task<> {
    for (int i = 0; i < 1'000'000; ++i) out += co_await number(1);
  }(sum));
  EXPECT_EQ(sum, 1'000'000);
}

TEST(Task, moves_between_owners_and_frees_what_it_replaces) {
  task<int> first = number(1);
  task<int> second = number(2);
  first = std::move(second);
  int seen = 0;
  Group group;
  group.spawn(
      [](task<int> t, int& out) -> task<> { out = co_await std::move(t); }(std::move(first), seen));
  EXPECT_EQ(seen, 2);
}

task<> awaits_in_a_condition(int& count) {
  while (co_await number(++count) < 5) continue;
}

// g++ 12 cannot compile this coroutine (see task.hpp); what must not happen is that it runs all the
// same.
TEST(Task, is_refused_rather_than_run_when_the_compiler_has_broken_it) {
  int count = 0;
  Group group;
  try {
    group.spawn(awaits_in_a_condition(count));
    EXPECT_EQ(count, 5);
  } catch (const std::logic_error& e) {
    EXPECT_EQ(count, 0);
    EXPECT_NE(std::string(e.what()).find("keep the awaited value in a variable"),
              std::string::npos);
  }
  EXPECT_EQ(group.running(), 0u);
}

TEST(Group, joins_children_whatever_the_order_of_their_ends) {
  for (const bool is_backwards : {false, true}) {
    Gate gate;
    std::vector<int> seen;
    bool has_joined = false;
    Group outer;
    outer.spawn([](Gate& g, std::vector<int>& out, bool& joined) -> task<> {
      Group group;
      for (int i = 0; i < 5; ++i) {
        group.spawn([](Gate& gg, std::vector<int>& o, int n) -> task<> {
          o.push_back(co_await after(gg, n));
        }(g, out, i));
      }
      co_await group.all();
      joined = true;
    }(gate, seen, has_joined));
    while (!gate.waiting.empty()) {
      EXPECT_FALSE(has_joined);
      gate.open(is_backwards ? gate.waiting.size() - 1 : 0);
    }
    EXPECT_TRUE(has_joined);
    EXPECT_EQ(seen.size(), 5u);
    EXPECT_EQ(seen.front(), is_backwards ? 4 : 0);
  }
}

TEST(Group, rethrows_the_first_exception_after_all_have_ended) {
  Gate gate;
  std::string seen;
  int ended = 0;
  Group outer;
  outer.spawn([](Gate& g, std::string& out, int& n) -> task<> {
    Group group;
    for (int i = 0; i < 3; ++i) {
      group.spawn([](Gate& gg, int& count, int index) -> task<> {
        co_await gg.pass();
        ++count;
        if (index != 2) throw std::runtime_error("child " + std::to_string(index));
      }(g, n, i));
    }
    try {
      co_await group.all();
    } catch (const std::runtime_error& e) {
      out = e.what();
    }
    EXPECT_EQ(n, 3);
    co_await group.all();  // the group is empty again and its error is spent
    out += " then fine";
  }(gate, seen, ended));
  gate.open(1);
  gate.open(0);
  EXPECT_EQ(seen, "");
  gate.open(0);
  EXPECT_EQ(seen, "child 1 then fine");
}

TEST(Group, lets_a_child_add_a_sibling) {
  Gate gate;
  bool has_joined = false;
  Group outer;
  outer.spawn([](Gate& g, bool& joined) -> task<> {
    Group group;
    group.spawn([](Gate& gg, Group& own) -> task<> {
      co_await gg.pass();
      own.spawn([](Gate& ggg) -> task<> { co_await ggg.pass(); }(gg));
    }(g, group));
    co_await group.all();
    joined = true;
  }(gate, has_joined));
  gate.open();
  EXPECT_FALSE(has_joined);
  gate.open();
  EXPECT_TRUE(has_joined);
}

TEST(Group, refuses_a_second_waiter) {
  Gate gate;
  Group shared;
  shared.spawn([](Gate& g) -> task<> { co_await g.pass(); }(gate));
  const auto waiter = [](Group& group) -> task<> { co_await group.all(); };
  Group waiters;
  waiters.spawn(waiter(shared));
  EXPECT_FALSE(waiters.error());
  waiters.spawn(waiter(shared));
  EXPECT_TRUE(waiters.error());
  gate.open();
  EXPECT_EQ(waiters.running(), 0u);
}

TEST(Group, frees_frames_that_have_not_ended) {
  Gate gate;
  auto held = std::make_shared<int>(1);
  {
    Group group;
    group.spawn([](Gate& g, std::shared_ptr<int>) -> task<> { co_await g.pass(); }(gate, held));
    EXPECT_EQ(held.use_count(), 2);
  }
  EXPECT_EQ(held.use_count(), 1);
}

TEST(ForEach, starts_in_order_and_never_exceeds_its_width) {
  for (const std::size_t width : {0u, 1u, 2u, 7u, 100u}) {
    Gate gate;
    std::vector<std::size_t> started;
    std::size_t running = 0, most = 0;
    Group group;
    const auto body = [&](std::size_t i) -> task<> {
      started.push_back(i);
      most = std::max(most, ++running);
      co_await gate.pass();
      --running;
    };
    group.spawn(ingot::for_each(20, width, body));
    while (!gate.waiting.empty()) gate.open(gate.waiting.size() / 2);
    EXPECT_EQ(group.running(), 0u);
    ASSERT_EQ(started.size(), 20u);
    for (std::size_t i = 0; i < started.size(); ++i) EXPECT_EQ(started[i], i);
    EXPECT_EQ(most, std::min<std::size_t>(20, std::max<std::size_t>(width, 1)));
  }
}

TEST(ForEach, stops_starting_after_a_failure_and_waits_for_the_rest) {
  Gate gate;
  int started = 0, ended = 0;
  Group group;
  const auto body = [&](std::size_t i) -> task<> {
    ++started;
    co_await gate.pass();
    if (i == 1) throw std::runtime_error("part 1");
    ++ended;
  };
  group.spawn(ingot::for_each(10, 3, body));
  gate.open(1);
  EXPECT_EQ(group.running(), 1u);
  gate.open();
  gate.open();
  EXPECT_EQ(started, 3);
  EXPECT_EQ(ended, 2);
  EXPECT_EQ(group.running(), 0u);
  EXPECT_TRUE(group.error());
}

TEST(ForEach, ends_at_once_over_nothing) {
  Group group;
  group.spawn(ingot::for_each(0, 4, [](std::size_t) -> task<> {
    ADD_FAILURE() << "there is nothing to do";
    co_return;
  }));
  EXPECT_EQ(group.running(), 0u);
  EXPECT_FALSE(group.error());
}

}  // namespace
