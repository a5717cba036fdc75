// Makes words for people safe to cross the boundary: valid UTF-8 and not too long. Messages often
// quote a vendor's answer, cut anywhere; a record that is not UTF-8 would end the session. Thread
// rule: pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ingot::inline sdk_v1::detail {

/// The host refuses longer notes; nobody reads longer messages.
inline constexpr std::size_t kLongestMessage = 4096;

/// Length of the well-formed sequence (Unicode table 3-7) that `text` starts with; 0 if there is
/// none.
inline std::size_t utf8_length(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = at(0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (text.size() < length) return 0;
  const std::uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const std::uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (at(1) < low || at(1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if ((at(i) & 0xC0) != 0x80) return 0;
  }
  return length;
}

/// `text` with malformed bytes replaced by U+FFFD and NUL by a space, cut to whole characters.
inline std::string clean_message(std::string_view text, std::size_t longest = kLongestMessage) {
  std::string clean;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const std::string_view next = length == 0       ? std::string_view("\xEF\xBF\xBD")
                                  : text[0] == '\0' ? std::string_view(" ")
                                                    : text.substr(0, length);
    if (clean.size() + next.size() > longest) break;
    clean += next;
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return clean;
}

/// `text` as the name of a field or rule: one line and short.
inline std::string clean_code(std::string_view text) {
  std::string clean = clean_message(text, 256);
  for (char& c : clean) {
    if (static_cast<std::uint8_t>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return clean;
}

}  // namespace ingot::inline sdk_v1::detail
