// "20ms", "30s", "15m", "2h", "30d" as the lab's flags and fault files write durations. Threads:
// pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ingot::lab {

// Milliseconds; nullopt without a unit, with a sign, or beyond ten years.
std::optional<std::int64_t> duration_ms(std::string_view text);

}  // namespace ingot::lab
