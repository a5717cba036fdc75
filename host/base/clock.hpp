// Clock: the only way to know the time. SystemClock is the machine's; ManualClock is set by tests and the simulator.
// `now` is passed on as an argument, never stored. Thread-safe.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <stop_token>

namespace ingot {

class Clock {
 public:
  virtual ~Clock() = default;
  // Milliseconds since the Unix epoch; may jump when the machine's clock is set.
  virtual std::int64_t wall_ms() const = 0;
  // Time since an arbitrary start; never goes back. For timeouts, backoff and rates.
  virtual std::chrono::nanoseconds monotonic() const = 0;
  // Blocks for `duration`; false when `stop` came first (within 1 s of it).
  virtual bool wait(std::chrono::nanoseconds duration, const std::stop_token& stop) = 0;
};

class SystemClock final : public Clock {
 public:
  std::int64_t wall_ms() const override;
  std::chrono::nanoseconds monotonic() const override;
  bool wait(std::chrono::nanoseconds duration, const std::stop_token& stop) override;
};

class ManualClock final : public Clock {
 public:
  explicit ManualClock(std::int64_t start_wall_ms = 1'700'000'000'000) : wall_ms_(start_wall_ms) {}
  std::int64_t wall_ms() const override { return wall_ms_.load(); }
  std::chrono::nanoseconds monotonic() const override {
    return std::chrono::milliseconds(wall_ms_.load());
  }
  // Waiting moves this clock instead of blocking.
  bool wait(std::chrono::nanoseconds duration, const std::stop_token& stop) override {
    advance(std::chrono::ceil<std::chrono::milliseconds>(duration));
    return !stop.stop_requested();
  }
  void advance(std::chrono::milliseconds by) { wall_ms_ += by.count(); }
  void set_wall_ms(std::int64_t now) { wall_ms_ = now; }

 private:
  std::atomic<std::int64_t> wall_ms_;
};

}  // namespace ingot
