// StableWait: the files of a scan that were modified too recently to be taken. Each is looked at
// again when it is due: the same as before is handed out, changed gets one more round, changed
// again is a problem. Internal to FolderScan. Owned by one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <stop_token>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/result.hpp"
#include "host/io/root_folder.hpp"
#include "host/io/scan_output.hpp"

namespace ingot::io {

class StableWait {
 public:
  // All three must outlive this.
  StableWait(const RootFolder& root, Clock& clock, ScanOutput& output)
      : root_(root), clock_(clock), output_(output) {}

  void set_limits(std::chrono::milliseconds stable_for, std::size_t most);

  // Hands out a file that has rested long enough, else sets it aside. Blocks while too many wait. A
  // time of modification in the future counts as now: such a file is watched for as long as a new
  // one, not until that time.
  Status take(SourceFile file, const std::stop_token& stop);
  // Blocks until every file set aside is settled.
  Status settle_all(const std::stop_token& stop);

 private:
  enum class Round { first, last };
  struct Waiting {
    SourceFile file;
    std::chrono::nanoseconds due;  // on the monotonic clock
    Round round;
  };

  std::chrono::nanoseconds rest_of(const SourceFile& file) const;
  void push(SourceFile file, Round round);
  Waiting pop();
  Status settle_due();
  Status settle(Waiting waiting);
  Status wait_for_first(const std::stop_token& stop);

  const RootFolder& root_;
  Clock& clock_;
  ScanOutput& output_;
  std::chrono::milliseconds stable_for_{0};
  std::size_t most_ = 1;
  std::vector<Waiting> waiting_;  // a heap: the first due is in front
};

}  // namespace ingot::io
