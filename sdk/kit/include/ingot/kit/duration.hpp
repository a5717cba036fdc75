// Durations of ISO 8601 ("P30D", "P1Y6M", "PT36H"), read strictly. Pure functions.
#pragma once

#include <cstdint>
#include <string_view>

#include <ingot/kit/parsed.hpp>

namespace ingot::kit {

// Years and months have no fixed length, so a duration is a range; for all others least == most.
struct Duration {
  std::int64_t least_ms = 0, most_ms = 0;
};
// Components in their order, each at most once, up to six digits; a fraction in the last one only.
// The problem quotes the text. Weeks may stand beside other components, as many services have it.
Parsed<Duration> parse_duration(std::string_view text);

}  // namespace ingot::kit
