// RateLimit: when the next request to an account may leave. One per account, shared by all its sessions; an interface
// so that a fleet can share one (architecture.md, "Growing past one machine"). Owned by the engine's thread.
#pragma once

#include <chrono>

namespace ingot::transfer {

class RateLimit {
 public:
  virtual ~RateLimit() = default;
  // Earliest monotonic time at which one more request may leave; <= now means at once.
  virtual std::chrono::nanoseconds earliest(std::chrono::nanoseconds now) const = 0;
  virtual void spend(std::chrono::nanoseconds now) = 0;
  // The vendor asked everyone to hold back until `time`. Never shortens an earlier wish.
  virtual void hold_until(std::chrono::nanoseconds time) = 0;
};

// Evenly spaced requests with a small burst; 0 per minute = only the holds.
class LocalRateLimit final : public RateLimit {
 public:
  static constexpr unsigned kBurst = 5;

  explicit LocalRateLimit(double per_minute, unsigned burst = kBurst)
      : interval_(per_minute > 0 ? static_cast<std::int64_t>(60e9 / per_minute) : 0),
        burst_(burst) {}

  std::chrono::nanoseconds earliest(std::chrono::nanoseconds now) const override;
  void spend(std::chrono::nanoseconds now) override;
  void hold_until(std::chrono::nanoseconds time) override;

 private:
  const std::chrono::nanoseconds interval_;
  const unsigned burst_;
  std::chrono::nanoseconds next_{0};  // when the bucket would be empty, were no burst allowed
  std::chrono::nanoseconds held_until_{0};
};

}  // namespace ingot::transfer
