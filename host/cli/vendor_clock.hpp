// VendorClock: how far this machine's clock is from the vendor's, by the Date header of one answer. Tokens and signed
// requests of a clock that is wrong by minutes are refused for reasons nobody understands.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "host/base/clock.hpp"
#include "host/net/exchanger.hpp"

namespace ingot::cli {

// From here on people should mend it; vendors and object stores refuse at five to fifteen minutes.
inline constexpr std::int64_t kClockWarnMs = 60'000, kClockFailMs = 300'000;

// This clock minus the vendor's in milliseconds, exact to about a second; nothing when the vendor sends no date. Asks
// for `base_url` once, without credentials; any answer will do. Errors: the vendor cannot be reached.
Result<std::optional<std::int64_t>> clock_difference(net::Exchanger& http, Clock& clock, const std::string& base_url,
                                                     const std::stop_token& stop);

// "the clock is 2m behind the vendor's" or "the clock is right to a second".
std::string clock_text(std::int64_t difference_ms);

}  // namespace ingot::cli
