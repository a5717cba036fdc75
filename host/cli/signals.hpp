// Signals: SIGINT and SIGTERM become a stop request. Blocked for the whole process before any thread starts, so that
// every thread inherits the mask and only this one takes them.
#pragma once

#include <atomic>
#include <stop_token>

#include "host/base/task_group.hpp"

namespace ingot::cli {

class Signals {
 public:
  // Blocks the signals in this thread. Make it before the first thread; SIGPIPE is ignored from here on.
  Signals();

  // Watches in `tasks`; the first signal requests a stop of `source`, the second ends the process at once.
  void watch(TaskGroup& tasks, std::stop_source source);
  // From now on the signals end the process again, for work that changes nothing and needs no leave-taking. After the
  // watching has ended. SIGPIPE stays ignored.
  void let_go() const;
  // 0, SIGINT or SIGTERM.
  int caught() const { return caught_; }

 private:
  std::atomic<int> caught_{0};
};

}  // namespace ingot::cli
