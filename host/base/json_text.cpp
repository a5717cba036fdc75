#include "host/base/json_text.hpp"

#include <algorithm>

#include "host/base/text.hpp"

namespace ingot {

static bool is_escaped(char c) {
  return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
}

void append_json(std::string& out, std::string_view text) {
  out += '"';
  while (true) {
    const auto end = std::find_if(text.begin(), text.end(), is_escaped);
    out.append(text.begin(), end);
    if (end == text.end()) break;
    switch (const char c = *end) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        out += "\\u00" + to_hex(std::string_view(&c, 1));
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.begin()) + 1);
  }
  out += '"';
}

std::string json_string(std::string_view text) {
  std::string out;
  append_json(out, text);
  return out;
}

}  // namespace ingot
