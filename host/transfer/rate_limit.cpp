#include "host/transfer/rate_limit.hpp"

#include <algorithm>

namespace ingot::transfer {

std::chrono::nanoseconds LocalRateLimit::earliest(std::chrono::nanoseconds) const {
  const auto by_rate = next_ - interval_ * (burst_ > 0 ? burst_ - 1 : 0);
  return std::max({by_rate, held_until_, std::chrono::nanoseconds(0)});
}

void LocalRateLimit::spend(std::chrono::nanoseconds now) {
  if (interval_.count() > 0) next_ = std::max(next_, now) + interval_;
}

void LocalRateLimit::hold_until(std::chrono::nanoseconds time) {
  held_until_ = std::max(held_until_, time);
}

}  // namespace ingot::transfer
