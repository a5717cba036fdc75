#include <ingot/kit/value_text.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

#include <ingot/kit/dates.hpp>

namespace ingot::kit {
namespace {

std::optional<double> read_decimal(const std::string& text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end || !std::isfinite(value)) return {};
  return value;
}

}  // namespace

bool is_calendar_date(const std::string& text) {
  if (text.size() != 10) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 4 || i == 7;
    if (is_dash ? text[i] != '-' : (text[i] < '0' || text[i] > '9')) return false;
  }
  return parse_date(text + "T00:00:00Z").has_value();
}

bool is_decimal(const std::string& text) {
  return read_decimal(text).has_value();
}

std::string decimal_json(const std::string& text) {
  char out[40];
  return std::string(out, std::to_chars(out, out + sizeof out, read_decimal(text).value_or(0)).ptr);
}

std::optional<bool> truth_of(const std::string& text) {
  const std::string word = lower_ascii(text);
  if (word == "true" || word == "yes" || word == "1") return true;
  if (word == "false" || word == "no" || word == "0") return false;
  return {};
}

std::size_t code_points(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](unsigned char c) { return (c & 0xC0) != 0x80; }));
}

std::string lower_ascii(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

}  // namespace ingot::kit
