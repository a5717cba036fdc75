// Resolver: host names to addresses without holding up a stop. The system's lookup cannot be
// interrupted, so it runs on a few threads of its own and those who asked may leave early. No
// cache: that is the system's business.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "host/base/result.hpp"
#include "host/base/task_group.hpp"

namespace ingot::net {

class Resolver {
 public:
  // Waits for lookups the system has not finished.
  ~Resolver();

  // Numeric addresses in the system's order of preference, at least one. unavailable: no such host;
  // retryable: no answer in time, or a passing failure; cancelled. Threads that ask for one host at
  // a time share the lookup.
  Result<std::vector<std::string>> resolve(const std::string& host,
                                           std::chrono::nanoseconds longest,
                                           const std::stop_token& stop);

 private:
  struct Lookup;
  static constexpr std::size_t kMostThreads = 4;

  std::shared_ptr<Lookup> enqueue(const std::string& host);
  Status work(const std::stop_token& stop);

  std::mutex mutex_;
  std::condition_variable_any changed_;
  // Co-owned by the thread that looks up and those who wait, who may leave first. Guarded by
  // mutex_.
  std::vector<std::shared_ptr<Lookup>> pending_;
  std::deque<std::shared_ptr<Lookup>> queue_;  // guarded by mutex_
  std::size_t threads_ = 0, idle_ = 0;         // guarded by mutex_
  TaskGroup workers_;                          // last: joins before the rest goes
};

}  // namespace ingot::net
