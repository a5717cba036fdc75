#include "host/transfer/byte_gate.hpp"

#include <algorithm>

namespace ingot::transfer {

bool ByteGate::pass(std::uint64_t bytes, const std::stop_token& stop) {
  if (!waits_for(bytes, stop)) return false;
  passed_.fetch_add(bytes, std::memory_order_relaxed);
  return true;
}

bool ByteGate::waits_for(std::uint64_t bytes, const std::stop_token& stop) {
  if (bytes_per_second_ == 0) return !stop.stop_requested();
  const auto cost = std::chrono::nanoseconds(
      static_cast<std::int64_t>(static_cast<double>(bytes) * 1e9 / static_cast<double>(bytes_per_second_)));
  std::chrono::nanoseconds wait{0};
  {
    std::lock_guard lock(mutex_);
    const auto now = clock_.monotonic();
    free_at_ = std::max(free_at_, now);
    wait = free_at_ - now;
    free_at_ += cost;
  }
  return wait.count() == 0 ? !stop.stop_requested() : clock_.wait(wait, stop);
}

}  // namespace ingot::transfer
