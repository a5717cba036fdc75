// What the host would refuse in a record for reasons that lie in data, such as the name of a file.
// The host ends the whole session over it; here it is an exception of the one call, so the other
// items go on. Thread rule: pure.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include <ingot/detail/utf8.hpp>
#include <ingot/request.hpp>

namespace ingot::inline sdk_v1::detail {

/// UTF-8 without C0 and C1 controls and DEL; `allowed` names one exception.
inline bool is_single_line(std::string_view text, char allowed = '\0') {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const std::uint8_t lead = static_cast<std::uint8_t>(text[0]);
    const bool is_allowed = allowed != '\0' && text[0] == allowed;
    if (length == 0 || ((lead < 0x20 || lead == 0x7F) && !is_allowed)) return false;
    if (length == 2 && lead == 0xC2 && static_cast<std::uint8_t>(text[1]) < 0xA0) return false;
    text.remove_prefix(length);
  }
  return true;
}

inline void check_single_line(std::string_view text, const char* what) {
  if (is_single_line(text)) return;
  throw std::invalid_argument(std::string(what) + ": has a control character or is not UTF-8");
}

inline void check_request(const RequestFields& request) {
  for (const Segment& segment : request.url.segments()) {
    if (segment.kind != INGOT_SEG_LIT) continue;
    check_single_line(segment.text, "url");
    if (segment.text.find(' ') != std::string::npos)
      throw std::invalid_argument("url: has a space");
  }
  for (const auto& [name, value] : request.headers) {
    check_single_line(name, "name of a header");
    for (const Segment& segment : value.segments()) {
      if (segment.kind != INGOT_SEG_LIT || is_single_line(segment.text, '\t')) continue;
      throw std::invalid_argument("header " + name + ": has a control character or is not UTF-8");
    }
  }
}

}  // namespace ingot::inline sdk_v1::detail
