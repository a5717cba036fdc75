// LineSink: lines on their way to a reader that may be slow: written by a thread of its own, so nobody who has something
// to say waits. What the reader does not take in time goes to a nameless file; memory stays bounded. Internally locked;
// made and ended by one thread.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>

#include "host/base/result.hpp"
#include "host/base/task_group.hpp"
#include "host/io/owned_fd.hpp"

namespace ingot::cli {

class LineSink {
 public:
  static constexpr std::size_t kMemory = 1u << 20;   // waits in memory at most
  static constexpr std::size_t kInTime = 64u << 10;  // a reader with less before it is in time

  enum class Worth { needed, nice };  // nice: left out when the reader is late
  struct Missed {
    std::uint64_t left_out = 0;  // nice ones
    std::uint64_t lost = 0;      // needed ones, because the disk was full
  };

  // `fd` must stay open until this ends; a regular file, a pipe or a terminal. Files of waiting lines are made in
  // `folder`. `reader_gone` is called once, on the thread that writes, when writing fails.
  LineSink(int fd, std::filesystem::path folder, std::function<void(const Error&)> reader_gone);
  // Lines that are still waiting are dropped.
  ~LineSink();

  // Never waits for the reader.
  void write(const std::string& line, Worth worth);
  Missed missed() const;
  // Waits until the reader has taken everything, is gone, or `stop`.
  void finish(const std::stop_token& stop);

 private:
  Status spill(const std::string& line);
  bool has_waiting() const { return !memory_.empty() || spilled_from_ < spilled_to_; }
  // The next bytes for the reader; empty when stopped.
  std::string take(const std::stop_token& stop);
  Status send(std::string_view bytes, const std::stop_token& stop) const;
  Status work(const std::stop_token& stop);

  const int fd_;
  const std::filesystem::path folder_;
  const std::function<void(const Error&)> reader_gone_;
  mutable std::mutex mutex_;
  std::condition_variable_any moved_;
  // Guarded by mutex_.
  std::string memory_;                               // the oldest that waits, whole lines
  io::OwnedFd spill_;                                // what came after it
  std::uint64_t spilled_from_ = 0, spilled_to_ = 0;  // bytes of the file that wait
  Missed missed_;
  bool is_sending_ = false, is_reader_gone_ = false;
  TaskGroup thread_;  // last: its thread uses everything above
};

}  // namespace ingot::cli
