// ChildProcess: a forked copy of the test that runs one function and is killed or ends by itself.
// It tells its parent numbers through a pipe. One thread.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>

namespace ingot::ledger::test {

class ChildProcess {
 public:
  using Tell = std::function<void(std::int64_t)>;

  // The child runs `work` and ends with what it returns; an exception ends it with 99.
  explicit ChildProcess(const std::function<int(const Tell&)>& work);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // The next number the child told; nothing when it has ended.
  std::optional<std::int64_t> heard();
  void kill();
  // Waits for the end: the exit code, or 1000 + the signal.
  int wait();

 private:
  pid_t pid_ = -1;
  int pipe_ = -1;
  std::optional<int> ended_;
};

}  // namespace ingot::ledger::test
