// Tells the connections of a server that it is stopping; a wait ends early when it does. Not
// public. Threads: internally locked.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace ingot::lab {

class StopSignal {
 public:
  void raise() {
    const std::lock_guard lock(mutex_);
    is_raised_ = true;
    changed_.notify_all();
  }
  bool is_raised() const {
    const std::lock_guard lock(mutex_);
    return is_raised_;
  }
  // Blocks for `ms`, or until raised.
  void wait_ms(std::int64_t ms) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::milliseconds(ms), [this] { return is_raised_; });
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool is_raised_ = false;  // guarded by mutex_
};

}  // namespace ingot::lab
