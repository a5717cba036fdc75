// Departure: until when an attempt can be taken back without a doubt: until the last byte of its body is handed over.
// Shared by the engine's thread, which may withdraw or cancel, and the thread that sends; internally locked.
#pragma once

#include <mutex>
#include <stop_token>

namespace ingot::transfer {

class Departure {
 public:
  std::stop_token token() const { return stop_.get_token(); }
  // Ends the attempt wherever it is.
  void cancel() { stop_.request_stop(); }
  // Ends it unless its last byte has been let go; then it goes on to its answer.
  void withdraw() {
    {
      std::lock_guard lock(mutex_);
      if (has_left_) return;
      is_withdrawn_ = true;
    }
    stop_.request_stop();
  }
  // Asked by the sender before it hands over the last byte; false: not any more.
  bool may_leave() {
    std::lock_guard lock(mutex_);
    if (is_withdrawn_) return false;
    has_left_ = true;
    return true;
  }
  bool has_left() const {
    std::lock_guard lock(mutex_);
    return has_left_;
  }

 private:
  std::stop_source stop_;
  mutable std::mutex mutex_;
  bool has_left_ = false, is_withdrawn_ = false;  // guarded by mutex_
};

}  // namespace ingot::transfer
