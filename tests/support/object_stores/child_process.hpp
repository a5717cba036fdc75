// ChildProcess: a program a test talks to line by line. It ends with this object, by its own pid:
// its stdin closes, then SIGTERM, then, if it is deaf, SIGKILL. One thread.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "host/base/result.hpp"

namespace ingot::test {

class ChildProcess {
 public:
  // argv[0] is the path of the program. What it says on stderr goes to the test's own.
  static Result<ChildProcess> start(const std::vector<std::string>& argv);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;
  ~ChildProcess();

  // Adds the newline.
  Status write_line(const std::string& line);
  // Without the newline. Fails when the child has closed its stdout or says nothing for so long.
  Result<std::string> read_line(std::chrono::milliseconds patience);
  // After read_line failed because the child has ended: its exit code, or nothing where a signal
  // ended it.
  std::optional<int> exit_code();

 private:
  ChildProcess(pid_t pid, int to_child, int from_child)
      : pid_(pid), to_child_(to_child), from_child_(from_child) {}
  bool has_ended(std::chrono::milliseconds patience);

  pid_t pid_;
  int to_child_, from_child_;
  int status_ = 0;  // of waitpid; valid once pid_ is 0
  std::string pending_;
};

}  // namespace ingot::test
