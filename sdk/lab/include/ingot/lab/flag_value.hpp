// Values of a lab program's flags. Each reader sets `into` and says whether the text fits. Pure.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include <ingot/lab/duration.hpp>

namespace ingot::lab {

template <typename T>
bool read_number(const std::string& text, T& into) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  return !text.empty() && error == std::errc{} && end == text.data() + text.size();
}

// "20ms", "30s", "15m", "2h" as milliseconds.
inline bool read_duration(const std::string& text, std::int64_t& into) {
  const std::optional<std::int64_t> ms = duration_ms(text);
  into = ms.value_or(0);
  return ms.has_value();
}

// One of two words and what they mean; the first when it is neither.
template <typename T>
bool read_word(const std::string& text, std::pair<const char*, T> one,
               std::pair<const char*, T> other, T& into) {
  into = text == other.first ? other.second : one.second;
  return text == one.first || text == other.first;
}

}  // namespace ingot::lab
