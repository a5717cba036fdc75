// TaskGroup: every thread of the program lives in one. Joins in its destructor; the first task that fails stops
// its siblings. spawn/stop may be called from any thread; join and the destructor from the owner only.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "host/base/result.hpp"

namespace ingot {

class TaskGroup {
 public:
  using Task = std::function<Status(std::stop_token)>;

  TaskGroup() = default;
  ~TaskGroup();
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  // Starts `task` on its own thread named `name` (15 bytes shown by the system). An exception that escapes the
  // task becomes an internal error of the group.
  void spawn(std::string name, Task task);
  // Asks all tasks to end; does not wait.
  void stop() { source_.request_stop(); }
  std::stop_token token() const { return source_.get_token(); }
  // Waits for all tasks; the first failure, if any. May be called once.
  Status join();

 private:
  void finish(const Status& status);

  std::stop_source source_;
  std::mutex mutex_;
  std::vector<std::jthread> threads_;    // guarded by mutex_
  std::optional<Error> first_failure_;   // guarded by mutex_
};

}  // namespace ingot
