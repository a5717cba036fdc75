// Strict date readers on std::chrono's calendar; no locale, no time zone data.
#include <ingot/kit/dates.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <string_view>

namespace ingot::kit {
namespace {

struct Moment {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  std::int64_t millis = 0, offset_minutes = 0;
};

std::optional<std::int64_t> to_ms(const Moment& m) {
  using namespace std::chrono;
  const year_month_day date{year(m.year), month(static_cast<unsigned>(m.month)),
                            day(static_cast<unsigned>(m.day))};
  if (!date.ok() || m.hour > 23 || m.minute > 59 || m.second > 60) return {};
  if (m.hour < 0 || m.minute < 0 || m.second < 0) return {};
  const std::int64_t days = sys_days(date).time_since_epoch().count();
  const std::int64_t minutes = days * 1440 + m.hour * 60 + m.minute - m.offset_minutes;
  return minutes * 60'000 + m.second * 1000 + m.millis;
}

// What follows the seconds: a fraction, then Z, +hh:mm, +hhmm or nothing.
bool read_tail(std::string_view tail, Moment& m) {
  if (!tail.empty() && (tail[0] == '.' || tail[0] == ',')) {
    std::size_t digits = 1;
    for (std::int64_t unit = 100; digits < tail.size() && std::isdigit(tail[digits]) != 0;
         ++digits) {
      m.millis += (tail[digits] - '0') * unit;
      unit /= 10;
    }
    if (digits == 1) return false;
    tail.remove_prefix(digits);
  }
  if (tail.empty() || tail == "Z" || tail == "z") return true;
  int hours = 0, minutes = 0, used = 0;
  const std::string zone(tail.substr(1));
  const bool is_read = std::sscanf(zone.c_str(), "%2d:%2d%n", &hours, &minutes, &used) == 2 ||
                       std::sscanf(zone.c_str(), "%2d%2d%n", &hours, &minutes, &used) == 2;
  if (!is_read || static_cast<std::size_t>(used) != zone.size()) return false;
  if (tail[0] != '+' && tail[0] != '-') return false;
  m.offset_minutes = (hours * 60 + minutes) * (tail[0] == '-' ? -1 : 1);
  return true;
}

std::optional<std::int64_t> read_iso(const std::string& text) {
  for (const char* form : {"%4d-%2d-%2dT%2d:%2d:%2d%n", "%4d%2d%2dT%2d%2d%2d%n"}) {
    Moment m;
    int used = 0;
    if (std::sscanf(text.c_str(), form, &m.year, &m.month, &m.day, &m.hour, &m.minute, &m.second,
                    &used) != 6) {
      continue;
    }
    if (read_tail(std::string_view(text).substr(static_cast<std::size_t>(used)), m))
      return to_ms(m);
  }
  return {};
}

std::optional<std::int64_t> read_http_date(const std::string& text) {
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  Moment m;
  char name[4] = {};
  int used = 0;
  if (std::sscanf(text.c_str(), "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n", &m.day, name,
                  &m.year, &m.hour, &m.minute, &m.second, &used) != 6 ||
      static_cast<std::size_t>(used) != text.size()) {
    return {};
  }
  const auto found = std::find(kMonths.begin(), kMonths.end(), std::string_view(name));
  if (found == kMonths.end()) return {};
  m.month = static_cast<int>(found - kMonths.begin()) + 1;
  return to_ms(m);
}

}  // namespace

std::optional<std::int64_t> parse_date(const std::string& text) {
  if (const auto moment = read_iso(text)) return moment;
  return read_http_date(text);
}

std::optional<std::int64_t> parse_retry_after(const std::string& text, std::int64_t now_ms) {
  if (text.empty()) return {};
  if (text.find_first_not_of("0123456789") == std::string::npos) {
    std::int64_t seconds = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (read.ec != std::errc()) return kLongestPause;  // more digits than fit: a very long time
    return std::min(seconds, kLongestPause / 1000) * 1000;
  }
  const auto moment = read_http_date(text);
  if (!moment) return {};
  return std::clamp<std::int64_t>(*moment - now_ms, 0, kLongestPause);
}

}  // namespace ingot::kit
