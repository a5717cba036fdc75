// Group: tasks that run side by side and are joined together; for_each: the same over 0..n-1 with a
// bounded width. Not a thread pool: children interleave only where they await.
// Thread rule: owned by one session; lives in a coroutine frame or in the session itself.
#pragma once

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <vector>

#include <ingot/task.hpp>

namespace ingot::inline sdk_v1 {

/// Children may refer to anything that outlives the group. Destroying a group frees the frames of
/// children that have not finished; answers to what they had asked for are then ignored.
class Group {
 public:
  Group() = default;
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;

  /// Throws std::logic_error for a coroutine that the compiler has broken, see task.hpp.
  /// Starts `child`: it runs to its first suspension before this returns. Its exception waits for
  /// all().
  void spawn(task<> child) {
    child.check();
    forget_finished();
    auto frame = child.frame_;
    frame.promise().join = &join_;
    children_.push_back(std::move(child));
    ++join_.running;
    frame.resume();
  }

  std::size_t running() const noexcept { return join_.running; }
  /// The first exception of a child, in the order in which they ended; null if there was none.
  const std::exception_ptr& error() const noexcept { return join_.first_error; }

  /// Frees every frame, finished or not. Not from inside a child.
  void clear() noexcept {
    children_.clear();
    join_ = detail::Join();
  }

  class [[nodiscard]] All {
   public:
    explicit All(Group& group) : group_(group) {}
    bool await_ready() const {
      if (group_.join_.waiter) throw std::logic_error("two tasks wait for the same group");
      return group_.join_.running == 0;
    }
    void await_suspend(std::coroutine_handle<> waiter) noexcept { group_.join_.waiter = waiter; }
    void await_resume() {
      const std::exception_ptr error = group_.error();
      group_.clear();
      if (error) std::rethrow_exception(error);
    }

   private:
    Group& group_;
  };

  /// `co_await group.all()` ends when every child has ended, then rethrows the first exception. One
  /// waiter at a time, and never a child of this group: it would wait for itself.
  All all() { return All(*this); }

 private:
  // Finished frames go once they are the majority, so a long run of spawns holds O(running) memory.
  void forget_finished() {
    if (children_.size() < 2 * join_.running + 16) return;
    std::erase_if(children_, [](const task<>& child) { return child.frame_.done(); });
  }

  detail::Join join_;
  std::vector<task<>> children_;
};

namespace detail {

template <class F>
struct Fan {
  std::size_t next = 0;
  std::size_t count;
  F& body;
  std::exception_ptr error;
  Fan(std::size_t n, F& f) : count(n), body(f) {}
};

template <class F>
task<> fan_worker(Fan<F>& fan) {
  while (fan.next < fan.count && !fan.error) {
    const std::size_t index = fan.next++;
    try {
      co_await fan.body(index);
    } catch (...) {
      if (!fan.error) fan.error = std::current_exception();
    }
  }
}

}  // namespace detail

/// Awaits `body(i)` (a task<>) for every i in 0..count-1, at most `width` at once (0 counts as 1),
/// starting in order. After an exception no new i is started; those running are waited for, then it
/// is rethrown.
template <class F>
task<> for_each(std::size_t count, std::size_t width, F body) {
  detail::Fan<F> fan(count, body);
  Group workers;
  const std::size_t limit = std::min(count, std::max<std::size_t>(width, 1));
  for (std::size_t i = 0; i < limit; ++i) workers.spawn(detail::fan_worker(fan));
  co_await workers.all();
  if (fan.error) std::rethrow_exception(fan.error);
}

}  // namespace ingot::inline sdk_v1
