#include "plugins/bim360/lab/rate_limiter.hpp"

namespace ingot::lab::bim360 {

namespace {
constexpr std::int64_t kMinuteMs = 60'000;
}  // namespace

std::optional<std::int64_t> RateLimiter::admit(Bucket bucket, std::int64_t now_ms) {
  if (bucket == Bucket::kUnlimited) return std::nullopt;
  const auto which = static_cast<std::size_t>(bucket);
  const std::uint32_t most = per_minute_.at(which);
  if (most == 0) return std::nullopt;
  const std::lock_guard lock(mutex_);
  Window& window = windows_.at(which);
  if (window.calls == 0 || now_ms >= window.opened_ms + kMinuteMs || now_ms < window.opened_ms) {
    window = {now_ms, 0, false};
  }
  if (window.calls < most) {
    ++window.calls;
    return std::nullopt;
  }
  ++counts_.refused;
  if (window.has_refused) ++counts_.asked_too_early;
  window.has_refused = true;
  return (window.opened_ms + kMinuteMs - now_ms + 999) / 1000;
}

RateCounts RateLimiter::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

void RateLimiter::reset() {
  const std::lock_guard lock(mutex_);
  windows_ = {};
  counts_ = {};
}

}  // namespace ingot::lab::bim360
