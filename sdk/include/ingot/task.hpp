// task<T>: a coroutine of a plugin that has not finished yet. Lazy: nothing runs before it is
// awaited or spawned; an exception travels to whoever awaits it. Not a future and not a thread.
// Thread rule: owned by one session; everything happens inside that session's step().
#pragma once

#include <coroutine>
#include <exception>
#include <new>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include <ingot/detail/promise.hpp>

namespace ingot::inline sdk_v1 {

/// Owns the coroutine's frame: destroying a task at any suspension point frees the frame and all it
/// owns. Write `const Reply r = co_await ...; if (r.ok())`: g++ 12 breaks some coroutines that
/// await inside a condition, see detail/promise.hpp; awaiting or spawning such a one is a
/// std::logic_error.
template <class T = void>
class [[nodiscard]] task {
 public:
  static_assert(!std::is_reference_v<T>, "return a pointer instead of a reference");
  using promise_type = detail::Promise<T>;

  task(task&& other) noexcept : frame_(std::exchange(other.frame_, {})) {}
  task& operator=(task&& other) noexcept {
    if (this != &other) {
      destroy();
      frame_ = std::exchange(other.frame_, {});
    }
    return *this;
  }
  ~task() { destroy(); }

  /// `co_await some_task` runs it to its end and gives its value or its exception. Await a task
  /// once.
  bool await_ready() const {
    check();
    return false;
  }
  // The callee is started by a plain call and linked only if it did not finish at once, so a loop
  // over callees that never suspend stays flat: g++ makes symmetric transfer a tail call only when
  // optimising.
  bool await_suspend(std::coroutine_handle<> caller) {
    frame_.resume();
    if (frame_.done()) return false;
    frame_.promise().continuation = caller;
    return true;
  }
  T await_resume() {
    if (frame_.promise().error) std::rethrow_exception(frame_.promise().error);
    return frame_.promise().take();
  }

 private:
  friend promise_type;
  friend class Group;
  explicit task(std::coroutine_handle<promise_type> frame) noexcept : frame_(frame) {}
  void check() const {
    if (frame_.promise().misplaced == nullptr) return;
    throw std::logic_error(
        "this compiler breaks a coroutine that awaits in a condition and has no local variable; "
        "keep the awaited value in a variable");
  }
  void destroy() noexcept {
    if (!frame_) return;
    if (void* memory = frame_.promise().misplaced) {
      ::operator delete(memory);
    } else {
      frame_.destroy();
    }
  }

  std::coroutine_handle<promise_type> frame_;
};

namespace detail {
template <class T>
task<T> Promise<T>::get_return_object() {
  return task<T>(std::coroutine_handle<Promise<T>>::from_promise(*this));
}
inline task<void> Promise<void>::get_return_object() {
  return task<void>(std::coroutine_handle<Promise<void>>::from_promise(*this));
}
}  // namespace detail

}  // namespace ingot::inline sdk_v1
