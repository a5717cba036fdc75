#include "host/run/report_markup.hpp"

#include "host/base/text.hpp"
#include "host/run/report_item.hpp"

namespace ingot::run {

static std::string escaped(char c) {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    case '\t': return "&#9;";
    case '\n': return "&#10;";
    case '\r': return "&#13;";
    default: break;
  }
  const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  return is_control ? "\\x" + to_hex(std::string_view(&c, 1)) : std::string(1, c);
}

std::string markup_text(std::string_view text) {
  const std::string valid = report_text(text);
  std::string out;
  for (std::size_t at = 0; at < valid.size(); ++at) {
    // U+FFFE and U+FFFF are UTF-8, but no characters of XML.
    const std::string_view rest = std::string_view(valid).substr(at);
    if (rest.starts_with("\xEF\xBF\xBE") || rest.starts_with("\xEF\xBF\xBF")) {
      out += rest[2] == '\xBE' ? "\\ufffe" : "\\uffff";
      at += 2;
      continue;
    }
    out += escaped(valid[at]);
  }
  return out;
}

std::string shortened(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  std::size_t end = bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace ingot::run
