// The promises behind task<T>: who goes on when a coroutine ends, and what it ended with. Included
// by ingot/task.hpp alone. Thread rule: owned by one session.
#pragma once

#include <coroutine>
#include <cstddef>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace ingot::inline sdk_v1 {

template <class T>
class task;

namespace detail {

/// What the children of one Group share. The last one to finish hands control to the waiter.
struct Join {
  std::size_t running = 0;
  std::coroutine_handle<> waiter;
  std::exception_ptr first_error;

  std::coroutine_handle<> arrive(const std::exception_ptr& error) noexcept {
    if (error && !first_error) first_error = error;
    if (--running > 0 || !waiter) return std::noop_coroutine();
    return std::exchange(waiter, {});
  }
};

struct PromiseBase {
  std::coroutine_handle<> continuation;  // whoever awaits this task
  Join* join = nullptr;                  // the group this task was spawned into, if any
  std::exception_ptr error;

  // Whoever waits goes on only here, where this coroutine is suspended for good: by then no line of
  // it is left to run, so the waiter may free its frame.
  struct FinalAwaiter {
    bool await_ready() const noexcept { return false; }
    template <class P>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<P> self) const noexcept {
      PromiseBase& promise = self.promise();
      if (promise.join != nullptr) return promise.join->arrive(promise.error);
      if (promise.continuation) return promise.continuation;
      return std::noop_coroutine();
    }
    void await_resume() const noexcept {}
  };

  // g++ 12 lays out the frame of some coroutines wrongly: no local variable anywhere in the
  // function, and a co_await in the condition of an `if`, `while` or `switch`. Resuming such a
  // frame corrupts memory. The handle made from the promise then differs from the coroutine's own,
  // which shows here, before a line of it has run.
  struct Start {
    PromiseBase* promise;
    bool await_ready() const noexcept { return false; }
    template <class P>
    void await_suspend(std::coroutine_handle<P> self) const noexcept {
      if (static_cast<PromiseBase*>(&self.promise()) != promise)
        promise->misplaced = self.address();
    }
    void await_resume() const noexcept {}
  };

  void* misplaced = nullptr;  // where the frame really is, if it can be neither run nor destroyed

  Start initial_suspend() noexcept { return Start{this}; }
  FinalAwaiter final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { error = std::current_exception(); }
};

template <class T>
struct Promise : PromiseBase {
  std::optional<T> value;

  task<T> get_return_object();
  template <class U>
  requires std::is_constructible_v<T, U&&>
  void return_value(U&& result) { value.emplace(std::forward<U>(result)); }
  T take() { return std::move(*value); }
};

template <>
struct Promise<void> : PromiseBase {
  task<void> get_return_object();
  void return_void() const noexcept {}
  void take() const noexcept {}
};

}  // namespace detail

}  // namespace ingot::inline sdk_v1
