#include "plugins/managedassets/lab/iso_duration.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <span>

namespace ingot::lab::managedassets {

namespace {

struct Unit {
  char letter;
  std::int64_t months;
  std::int64_t ms;
};

constexpr Unit kDateUnits[] = {{'Y', 12, 0}, {'M', 1, 0}, {'D', 0, 86'400'000}};
constexpr Unit kTimeUnits[] = {{'H', 0, 3'600'000}, {'M', 0, 60'000}, {'S', 0, 1000}};
constexpr Unit kWeekUnits[] = {{'W', 0, 7LL * 86'400'000}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::size_t digits_at(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) -
                                  text.begin());
}

std::optional<std::int64_t> take_number(std::string_view& text, std::size_t most_digits) {
  const std::size_t count = digits_at(text);
  if (count == 0 || count > most_digits) return std::nullopt;
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + count, value);
  text.remove_prefix(count);
  return value;
}

// ".5" or ",5" of seconds, in milliseconds; 0 where there is none.
std::optional<std::int64_t> take_fraction(std::string_view& text) {
  if (text.empty() || (text.front() != '.' && text.front() != ',')) return 0;
  text.remove_prefix(1);
  const std::size_t count = digits_at(text);
  std::optional<std::int64_t> value = take_number(text, 3);
  for (std::size_t i = count; value && i < 3; ++i) *value *= 10;
  return value;
}

// Components in the order of `units`, each at most once; false when something else is there.
bool take_components(std::string_view text, std::span<const Unit> units, IsoDuration& sum) {
  auto unit = units.begin();
  while (!text.empty()) {
    const std::optional<std::int64_t> number = take_number(text, 9);
    const std::size_t before = text.size();
    const std::optional<std::int64_t> fraction = take_fraction(text);
    const bool has_fraction = text.size() != before;
    if (!number || !fraction || text.empty()) return false;
    unit = std::find_if(unit, units.end(), [&](const Unit& u) { return u.letter == text.front(); });
    if (unit == units.end() || (has_fraction && unit->letter != 'S')) return false;
    sum.months += *number * unit->months;
    sum.ms += *number * unit->ms + *fraction;
    text.remove_prefix(1);
    ++unit;
  }
  return true;
}

}  // namespace

std::optional<IsoDuration> parse_iso_duration(std::string_view text) {
  if (!text.starts_with('P') || text.size() < 3) return std::nullopt;
  text.remove_prefix(1);
  IsoDuration sum;
  const bool is_weeks = text.back() == 'W';
  const std::size_t mark = text.find('T');
  const std::string_view date = text.substr(0, mark);
  const bool has_time = mark != text.npos;
  if (has_time && mark + 1 == text.size()) return std::nullopt;
  if (!take_components(date, is_weeks ? std::span<const Unit>(kWeekUnits) : kDateUnits, sum) ||
      (has_time && !take_components(text.substr(mark + 1), kTimeUnits, sum))) {
    return std::nullopt;
  }
  if (sum.months == 0 && sum.ms == 0) return std::nullopt;
  return sum;
}

std::optional<std::int64_t> add(std::int64_t from_ms, IsoDuration duration) {
  using namespace std::chrono;
  constexpr std::int64_t kMostMonths = 12LL * 9999;
  constexpr std::int64_t kMostMs = 9999LL * 366 * 86'400'000;
  if (duration.months > kMostMonths || duration.ms > kMostMs) return std::nullopt;
  const sys_time<milliseconds> from{milliseconds(from_ms)};
  const sys_days day = floor<days>(from);
  const year_month_day date{day};
  const std::int64_t month = static_cast<int>(date.year()) * 12LL +
                             static_cast<unsigned>(date.month()) - 1 + duration.months;
  if (month / 12 > 9999) return std::nullopt;
  const year_month to{year(static_cast<int>(month / 12)),
                      std::chrono::month(static_cast<unsigned>(month % 12) + 1)};
  const year_month_day_last end{to.year(), month_day_last{to.month()}};
  const sys_days moved{to / std::min(date.day(), end.day())};
  const std::int64_t at =
      (moved - sys_days{}).count() * 86'400'000LL + (from - day).count() + duration.ms;
  constexpr sys_days kEnd{year(9999) / December / 31};
  if (at >= ((kEnd - sys_days{}).count() + 1) * 86'400'000LL) return std::nullopt;
  return at;
}

}  // namespace ingot::lab::managedassets
