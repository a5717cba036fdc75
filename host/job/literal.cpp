#include "host/job/literal.hpp"

#include <array>
#include <charconv>
#include <limits>

namespace ingot::job {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

constexpr std::array<Unit, 5> kDurationUnits = {
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}}};
constexpr std::array<Unit, 9> kSizeUnits = {{{"TiB", 1ULL << 40},
                                             {"GiB", 1ULL << 30},
                                             {"MiB", 1ULL << 20},
                                             {"KiB", 1ULL << 10},
                                             {"TB", 1'000'000'000'000},
                                             {"GB", 1'000'000'000},
                                             {"MB", 1'000'000},
                                             {"kB", 1000},
                                             {"B", 1}}};
constexpr std::uint64_t kLargest = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t kLongest = 10ULL * 365 * 86'400'000;  // a longer wait is a mistake

Error invalid(std::string message) {
  return Error{ErrorKind::invalid, std::move(message)};
}

std::string quoted(std::string_view text) {
  constexpr std::size_t kShown = 60;
  return "`" + std::string(text.substr(0, kShown)) + (text.size() > kShown ? "…`" : "`");
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Takes the digits at the front off `text`; nothing when there are none or they exceed 63 bits.
Result<std::uint64_t> take_digits(std::string_view& text) {
  std::uint64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || !is_digit(text[0])) return invalid("no digits");
  if (problem != std::errc() || value > kLargest) return invalid("too large a number");
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

Result<std::uint64_t> scaled(std::uint64_t value, std::uint64_t factor) {
  if (value > kLargest / factor) return invalid("too large a number");
  return value * factor;
}

std::string_view take_letters(std::string_view& text) {
  std::size_t end = 0;
  while (end < text.size() && !is_digit(text[end])) ++end;
  const std::string_view letters = text.substr(0, end);
  text.remove_prefix(end);
  return letters;
}

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

}  // namespace

Result<std::int64_t> parse_integer(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  const std::string_view digits = is_negative ? text.substr(1) : text;
  if (digits.empty() || skip_digits(digits, 0) != digits.size()) {
    return invalid(quoted(text) + " is not a whole number");
  }
  if (digits.size() > 1 && digits[0] == '0') {
    return invalid(quoted(text) + " is not a whole number: it begins with a zero");
  }
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc()) return invalid(quoted(text) + " is too large a number");
  return value;
}

Result<bool> parse_boolean(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return invalid(quoted(text) + " is neither true nor false");
}

Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
  const std::string whole = quoted(text);
  std::uint64_t total = 0;
  std::size_t next_unit = 0;
  if (text.empty()) return invalid(whole + " is not a duration");
  while (!text.empty()) {
    auto value = take_digits(text);
    if (!value) return invalid(whole + " is not a duration: " + value.error().message);
    const std::string_view name = take_letters(text);
    if (name.empty()) return invalid(whole + " is not a duration: the unit is missing");
    std::size_t unit = next_unit;
    while (unit < kDurationUnits.size() && kDurationUnits[unit].name != name) ++unit;
    if (unit == kDurationUnits.size()) {
      return invalid(whole + " is not a duration: `" + std::string(name) +
                     "` is not a unit that may stand there");
    }
    next_unit = unit + 1;
    auto part = scaled(*value, kDurationUnits[unit].factor);
    if (!part || *part > kLongest || total + *part > kLongest) {
      return invalid(whole + " is longer than 10 years");
    }
    total += *part;
  }
  return std::chrono::milliseconds(static_cast<std::int64_t>(total));
}

Result<std::uint64_t> parse_size(std::string_view text) {
  const std::string whole = quoted(text);
  const auto value = take_digits(text);
  if (!value) return invalid(whole + " is not a size: " + value.error().message);
  if (text.empty()) return value;
  if (text[0] == '.')
    return invalid(whole + " is not a size: fractions are not allowed, use a smaller unit");
  for (const Unit& unit : kSizeUnits) {
    if (text != unit.name) continue;
    auto bytes = scaled(*value, unit.factor);
    return bytes ? bytes : invalid(whole + " is not a size: " + bytes.error().message);
  }
  return invalid(whole + " is not a size: `" + std::string(text.substr(0, 20)) + "` is not a unit");
}

Result<std::uint64_t> parse_rate(std::string_view text) {
  if (!text.ends_with("/s")) return invalid(quoted(text) + " is not a rate: it must end with /s");
  const auto bytes = parse_size(text.substr(0, text.size() - 2));
  if (!bytes) return invalid(quoted(text) + " is not a rate: " + bytes.error().message);
  return bytes;
}

Result<Budget> parse_budget(std::string_view text) {
  const std::string whole = quoted(text);
  const auto number = take_digits(text);
  if (!number) return invalid(whole + " is neither a percentage nor a number of items");
  if (text.empty()) return Budget{Budget::Unit::items, *number};
  std::uint64_t decimals = 0;
  std::uint64_t scale = 10'000;  // one percent is 10 000 millionths
  if (text[0] == '.') {
    text.remove_prefix(1);
    while (!text.empty() && is_digit(text[0]) && scale > 1) {
      scale /= 10;
      decimals += static_cast<std::uint64_t>(text[0] - '0') * scale;
      text.remove_prefix(1);
    }
    if (scale == 10'000) return invalid(whole + " is neither a percentage nor a number of items");
  }
  if (text != "%") return invalid(whole + " is neither a percentage nor a number of items");
  if (*number > 100 || (*number == 100 && decimals > 0))
    return invalid(whole + " is more than 100%");
  return Budget{Budget::Unit::per_million, *number * 10'000 + decimals};
}

Result<DurationRange> parse_range(std::string_view text) {
  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos)
    return invalid(quoted(text) + " is not a range: `..` is missing");
  const auto first = parse_duration(text.substr(0, dots));
  if (!first) return invalid(quoted(text) + " is not a range: " + first.error().message);
  const auto last = parse_duration(text.substr(dots + 2));
  if (!last) return invalid(quoted(text) + " is not a range: " + last.error().message);
  if (*first > *last)
    return invalid(quoted(text) + " is not a range: the first is longer than the last");
  return DurationRange{*first, *last};
}

bool is_json_number(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const std::size_t whole = skip_digits(text, at);
  if (whole == at || (text[at] == '0' && whole > at + 1)) return false;
  at = whole;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = skip_digits(text, at + 1);
    if (fraction == at + 1) return false;
    at = fraction;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const std::size_t exponent = skip_digits(text, at);
    if (exponent == at) return false;
    at = exponent;
  }
  return at == text.size();
}

std::string duration_literal(std::chrono::milliseconds duration) {
  auto rest = static_cast<std::uint64_t>(duration.count());
  if (rest == 0) return "0s";
  std::string text;
  for (const Unit& unit : kDurationUnits) {
    if (rest < unit.factor) continue;
    text += std::to_string(rest / unit.factor) + std::string(unit.name);
    rest %= unit.factor;
  }
  return text;
}

std::string size_literal(std::uint64_t bytes) {
  for (const Unit& unit : kSizeUnits) {
    const bool is_binary = unit.name.find('i') != std::string_view::npos;
    if (is_binary && bytes > 0 && bytes % unit.factor == 0) {
      return std::to_string(bytes / unit.factor) + std::string(unit.name);
    }
  }
  return std::to_string(bytes);
}

}  // namespace ingot::job
