// Dates as vendors write them, read strictly: a text that is not wholly a date is no date. Pure
// functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace ingot::kit {

// Milliseconds since 1970 of an ISO 8601 date-time ("2021-02-16T16:21:58.640+00:00", "...Z"; no
// zone is taken as UTC), of its compact form in signed URLs ("20210216T162158Z") or of an
// HTTP-date.
std::optional<std::int64_t> parse_date(const std::string& text);

// How long a Retry-After asks to wait, in milliseconds, from `now_ms`. Empty for garbage. Capped at
// kLongestPause, because a vendor's typing error must not park a run for a year.
inline constexpr std::int64_t kLongestPause = 5 * 60'000;
std::optional<std::int64_t> parse_retry_after(const std::string& text, std::int64_t now_ms);

}  // namespace ingot::kit
