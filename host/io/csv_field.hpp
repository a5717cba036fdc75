// A value as a CSV file has it (RFC 4180): quoted when it has to be, quotes doubled. Pure.
#pragma once

#include <string>
#include <string_view>

namespace ingot::io {

inline std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == text.npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

}  // namespace ingot::io
