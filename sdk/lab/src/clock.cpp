#include <ingot/lab/clock.hpp>

#include <array>
#include <chrono>
#include <cstdio>
#include <string_view>

namespace ingot::lab {

namespace {

struct Civil {
  int year;
  unsigned month, day, hour, minute, second, milli, weekday;
};

Civil civil_of(std::int64_t ms) {
  using namespace std::chrono;
  const sys_time<milliseconds> instant{milliseconds(ms)};
  const sys_days day = floor<days>(instant);
  const year_month_day date{day};
  const hh_mm_ss time{instant - day};
  return {static_cast<int>(date.year()),
          static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()),
          static_cast<unsigned>(time.hours().count()),
          static_cast<unsigned>(time.minutes().count()),
          static_cast<unsigned>(time.seconds().count()),
          static_cast<unsigned>(time.subseconds().count()),
          weekday{day}.c_encoding()};
}

}  // namespace

std::int64_t SystemClock::now_ms() const {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count();
}

std::string compact_date(std::int64_t ms) {
  const Civil at = civil_of(ms);
  std::array<char, 64> text;
  std::snprintf(text.data(), text.size(), "%04d%02u%02uT%02u%02u%02uZ", at.year, at.month, at.day,
                at.hour, at.minute, at.second);
  return text.data();
}

std::string iso_date(std::int64_t ms) {
  const Civil at = civil_of(ms);
  std::array<char, 96> text;
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02u:%02u:%02u.%03u+00:00", at.year,
                at.month, at.day, at.hour, at.minute, at.second, at.milli);
  return text.data();
}

std::string http_date(std::int64_t ms) {
  static constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed",
                                                    "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const Civil at = civil_of(ms);
  std::array<char, 96> text;
  std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02u:%02u:%02u GMT", kDays[at.weekday],
                at.day, kMonths[at.month - 1], at.year, at.hour, at.minute, at.second);
  return text.data();
}

}  // namespace ingot::lab
