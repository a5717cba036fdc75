// Typed literals of a job: what `30s`, `50GiB`, `1%` and the like mean. Pure functions; an error is
// a short clause that fits behind "`key`: ".
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "host/base/result.hpp"

namespace ingot::job {

struct DurationRange {
  std::chrono::milliseconds first{0};
  std::chrono::milliseconds last{0};
  bool operator==(const DurationRange&) const = default;
};

// How much may fail before a run is stopped: a share of the items, or a number of them.
struct Budget {
  enum class Unit { items, per_million };
  Unit unit = Unit::items;
  std::uint64_t amount = 0;
  bool operator==(const Budget&) const = default;
};

// Digits after an optional minus; "0123", "1.0", "+1" and "" are errors.
Result<std::int64_t> parse_integer(std::string_view text);
// `true` or `false`, nothing else. The value is the claim itself.
Result<bool> parse_boolean(std::string_view text);
// Numbers with a unit, largest unit first, each once: ms, s, m, h, d. At most 10 years.
Result<std::chrono::milliseconds> parse_duration(std::string_view text);
// Bytes: digits, or digits and B, kB, MB, GB, TB, KiB, MiB, GiB, TiB. At most 2^63 - 1.
Result<std::uint64_t> parse_size(std::string_view text);
// Bytes per second: a size followed by "/s".
Result<std::uint64_t> parse_rate(std::string_view text);
// "1%", "0.25%" (at most four decimals, 0..100) or a whole number of items.
Result<Budget> parse_budget(std::string_view text);
// "1s..5m", the first not longer than the last.
Result<DurationRange> parse_range(std::string_view text);
// True when the text is a number as JSON writes it.
bool is_json_number(std::string_view text);

// The shortest literal that reads back as the same value: 300000 ms -> "5m", 4194304 -> "4MiB".
std::string duration_literal(std::chrono::milliseconds duration);
std::string size_literal(std::uint64_t bytes);

}  // namespace ingot::job
