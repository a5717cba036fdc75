// ByteGate: holds the bytes that leave to the job's max_rate, over all workers together, and counts them. Internally
// locked.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <stop_token>

#include "host/base/clock.hpp"

namespace ingot::transfer {

class ByteGate {
 public:
  // 0 bytes per second = open.
  ByteGate(Clock& clock, std::uint64_t bytes_per_second)
      : clock_(clock), bytes_per_second_(bytes_per_second) {}

  // Blocks until `bytes` more may leave; false when stopped first.
  bool pass(std::uint64_t bytes, const std::stop_token& stop);
  // All that were let through so far.
  std::uint64_t passed() const { return passed_.load(std::memory_order_relaxed); }

 private:
  bool waits_for(std::uint64_t bytes, const std::stop_token& stop);

  Clock& clock_;
  const std::uint64_t bytes_per_second_;
  std::atomic<std::uint64_t> passed_{0};
  std::mutex mutex_;
  std::chrono::nanoseconds free_at_{0};  // guarded by mutex_: when all that was let through will have left
};

}  // namespace ingot::transfer
