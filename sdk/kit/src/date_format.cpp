#include <ingot/kit/date_format.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>

#include <ingot/kit/names.hpp>

namespace ingot::kit {
namespace {

// "yyyy" -> 'y', "MM" -> 'm', "dd" -> 'd' at the front of `format`; 0 for anything else.
char token_at(std::string_view format) {
  if (is_same_name(format.substr(0, 4), "yyyy")) return 'y';
  if (is_same_name(format.substr(0, 2), "MM")) return 'm';
  return is_same_name(format.substr(0, 2), "dd") ? 'd' : '\0';
}

std::optional<std::chrono::year_month_day> parse_date_as(std::string_view text,
                                                         std::string_view format) {
  int year = 0, month = 0, day = 0;
  while (!format.empty()) {
    const char token = token_at(format);
    if (token == '\0') {
      if (text.empty() || text.front() != format.front()) return {};
      format.remove_prefix(1);
      text.remove_prefix(1);
      continue;
    }
    const std::size_t width = token == 'y' ? 4 : 2;
    if (text.size() < width) return {};
    int number = 0;
    for (const char c : text.substr(0, width)) {
      if (c < '0' || c > '9') return {};
      number = number * 10 + (c - '0');
    }
    (token == 'y' ? year : token == 'm' ? month : day) = number;
    format.remove_prefix(width);
    text.remove_prefix(width);
  }
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!text.empty() || !date.ok()) return {};
  return date;
}

}  // namespace

bool is_date_format(std::string_view format) {
  std::string found;
  while (!format.empty()) {
    const char token = token_at(format);
    if (token != '\0') found += token;
    format.remove_prefix(token == 'y' ? 4 : token == '\0' ? 1 : 2);
  }
  std::sort(found.begin(), found.end());
  return found == "dmy";
}

Parsed<std::string> render_date(std::string_view text, std::string_view format) {
  const bool is_long = text.size() > 10 && (text[10] == 'T' || text[10] == ' ');
  auto date = parse_date_as(is_long ? text.substr(0, 10) : text, "yyyy-MM-dd");
  if (!date) date = parse_date_as(text, format);
  if (!date || !is_date_format(format)) {
    return Parsed<std::string>::failed("`" + std::string(text) +
                                       "` is no date such as 2027-01-31 or " + std::string(format));
  }
  std::string out;
  while (!format.empty()) {
    const char token = token_at(format);
    char digits[8] = {};
    if (token == 'y') std::snprintf(digits, sizeof digits, "%04d", static_cast<int>(date->year()));
    if (token == 'm')
      std::snprintf(digits, sizeof digits, "%02u", static_cast<unsigned>(date->month()));
    if (token == 'd')
      std::snprintf(digits, sizeof digits, "%02u", static_cast<unsigned>(date->day()));
    out += token == '\0' ? std::string(1, format.front()) : std::string(digits);
    format.remove_prefix(token == 'y' ? 4 : token == '\0' ? 1 : 2);
  }
  return out;
}

}  // namespace ingot::kit
