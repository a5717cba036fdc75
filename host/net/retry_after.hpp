// Retry-After (RFC 9110 10.2.3): how long a server asks us to wait. Pure; the caller says what time
// it is.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ingot::net {

// `value` is a number of seconds or an HTTP-date in any of its three forms. A date in the past is
// 0. Nothing for garbage. A longer wait than `longest` is cut to it: an absurd value must not stop
// a run for years.
std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view value,
                                                           std::int64_t now_wall_ms,
                                                           std::chrono::milliseconds longest);

// Milliseconds since the epoch of an HTTP-date (RFC 9110 5.6.7), for the Date header and the clock
// check.
std::optional<std::int64_t> parse_http_date(std::string_view value);

}  // namespace ingot::net
