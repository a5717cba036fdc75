// ISO 8601 durations ("P30D", "P1Y6M", "PT36H") as `expires` takes them. Years and months are
// counted on the calendar, everything else in milliseconds. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ingot::lab::managedassets {

struct IsoDuration {
  std::int64_t months = 0;
  std::int64_t ms = 0;
};

// nullopt: not of the form PnYnMnDTnHnMnS or PnW, or no time at all ("P0D"). Only seconds may have
// a fraction, of at most three digits; no number may have more than nine.
std::optional<IsoDuration> parse_iso_duration(std::string_view text);

// The instant so much after `from_ms`; the 31st becomes the last day of a shorter month. nullopt:
// beyond the year 9999, which no date of four digits can say.
std::optional<std::int64_t> add(std::int64_t from_ms, IsoDuration duration);

}  // namespace ingot::lab::managedassets
