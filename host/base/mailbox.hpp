// Mailbox<T>: many threads post, one thread takes everything that has arrived. Unbounded by itself: what may be
// posted is bounded by what its owner has handed out (requests in flight, scan window). Internally locked.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

namespace ingot {

template <class T>
class Mailbox {
 public:
  void post(T value) {
    {
      std::lock_guard lock(mutex_);
      values_.push_back(std::move(value));
    }
    arrived_.notify_one();
  }

  // Wakes a waiting owner without a value (stop, deadline change).
  void nudge() {
    {
      std::lock_guard lock(mutex_);
      nudged_ = true;
    }
    arrived_.notify_one();
  }

  // Everything that has arrived, in order; waits up to `longest` for the first value or a nudge.
  std::vector<T> take(std::chrono::nanoseconds longest) {
    std::unique_lock lock(mutex_);
    if (values_.empty() && !nudged_ && longest.count() > 0) {
      arrived_.wait_for(lock, longest, [this] { return !values_.empty() || nudged_; });
    }
    nudged_ = false;
    return std::exchange(values_, {});
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<T> values_;  // guarded by mutex_
  bool nudged_ = false;    // guarded by mutex_
};

}  // namespace ingot
