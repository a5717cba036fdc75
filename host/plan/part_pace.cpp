#include "host/plan/part_pace.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "host/base/text.hpp"
#include "host/plan/part_plan.hpp"

namespace ingot::plan {

static constexpr double kMiB = 1u << 20;
// After this many requests an old one counts half: some multiples of what is in flight.
static constexpr double kHalfLife = 128;
static constexpr double kLeastCount = 16;
// Sizes that differ less tell nothing about what a byte costs: standard deviation over mean.
static constexpr double kLeastSpread = 0.05;
static constexpr double kMostOverhead = 0.05;
static constexpr double kLongestPart = 15;  // seconds
static constexpr double kSmallest = 1 * kMiB, kLargest = 256 * kMiB;

void PartPace::add(std::uint64_t bytes, std::chrono::nanoseconds took) {
  const double fade = std::exp2(-1 / kHalfLife);
  const double x = static_cast<double>(bytes) / kMiB;
  const double y = std::chrono::duration<double>(took).count();
  count_ = count_ * fade + 1;
  bytes_ = bytes_ * fade + x;
  time_ = time_ * fade + y;
  bytes_squared_ = bytes_squared_ * fade + x * x;
  bytes_time_ = bytes_time_ * fade + x * y;
}

std::optional<PartPace::Cost> PartPace::cost() const {
  if (count_ < kLeastCount) return std::nullopt;
  const double mean = bytes_ / count_;
  const double variance = bytes_squared_ / count_ - mean * mean;
  if (variance < kLeastSpread * kLeastSpread * mean * mean) return std::nullopt;
  const double slope = (bytes_time_ / count_ - mean * time_ / count_) / variance;
  const double fixed = time_ / count_ - slope * mean;
  if (slope <= 0 || fixed <= 0) return std::nullopt;
  return Cost{fixed, slope / kMiB};
}

std::optional<PartWish> PartPace::wish(unsigned in_flight, std::uint64_t cache) const {
  const auto measured = cost();
  if (!measured) return std::nullopt;
  const double worthwhile = measured->fixed / measured->per_byte * (1 - kMostOverhead) / kMostOverhead;
  const double repeatable = kLongestPart / measured->per_byte;
  const double cached = static_cast<double>(cache) / std::max(1u, in_flight);
  const double wanted = std::max(static_cast<double>(kAutoPartSize), worthwhile);
  const double chosen = std::clamp(std::min({wanted, repeatable, cached}), kSmallest, kLargest);
  const std::uint64_t size = std::bit_floor(static_cast<std::uint64_t>(chosen));
  const auto milliseconds = std::to_string(std::lround(measured->fixed * 1000));
  const auto rate = static_cast<std::uint64_t>(1 / measured->per_byte);
  return PartWish{size, std::max(1u, in_flight),
                  human_bytes(size) + " parts: a request costs " + milliseconds +
                      " ms beside its bytes, a connection carries " + human_bytes(rate) + "/s"};
}

}  // namespace ingot::plan
