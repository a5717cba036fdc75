// Signal: lets coroutines of one session wait for what another one of them brings. Not a lock. Must
// outlive those who wait; whoever waits when it goes is freed with its own frame. One session.
#pragma once

#include <coroutine>
#include <utility>
#include <vector>

namespace ingot::kit {

class Signal {
 public:
  struct Waiting {
    explicit Waiting(Signal& signal) : signal_(signal) {}
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiter) { signal_.waiters_.push_back(waiter); }
    void await_resume() const noexcept {}

   private:
    Signal& signal_;
  };

  Signal() = default;
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;

  // To be awaited; ends with the next notify().
  Waiting wait() { return Waiting(*this); }
  // Those who wait run until they suspend again, inside this call, first come first. The caller
  // must be a sibling that their common parent still waits for, so that none of them can free the
  // caller.
  void notify() {
    for (const auto waiter : std::exchange(waiters_, {})) waiter.resume();
  }

 private:
  std::vector<std::coroutine_handle<>> waiters_;
};

}  // namespace ingot::kit
