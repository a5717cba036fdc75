#include "host/run/report_markup.hpp"

#include <utility>

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

// U+200B, U+200E, U+200F, U+2028 to U+202E, U+2060, U+2066 to U+2069, U+FEFF: all of three bytes.
static const char* escape_of_hidden(std::string_view character) {
  static constexpr std::pair<std::string_view, const char*> kHidden[] = {
      {"\xE2\x80\x8B", "\\u200b"}, {"\xE2\x80\x8E", "\\u200e"}, {"\xE2\x80\x8F", "\\u200f"},
      {"\xE2\x80\xA8", "\\u2028"}, {"\xE2\x80\xA9", "\\u2029"}, {"\xE2\x80\xAA", "\\u202a"},
      {"\xE2\x80\xAB", "\\u202b"}, {"\xE2\x80\xAC", "\\u202c"}, {"\xE2\x80\xAD", "\\u202d"},
      {"\xE2\x80\xAE", "\\u202e"}, {"\xE2\x81\xA0", "\\u2060"}, {"\xE2\x81\xA6", "\\u2066"},
      {"\xE2\x81\xA7", "\\u2067"}, {"\xE2\x81\xA8", "\\u2068"}, {"\xE2\x81\xA9", "\\u2069"},
      {"\xEF\xBB\xBF", "\\ufeff"}};
  for (const auto& [hidden, escape] : kHidden) {
    if (character == hidden) return escape;
  }
  return nullptr;
}

std::string visible_text(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (const char* escape = escape_of_hidden(text.substr(at, 3))) {
      out += escape;
      at += 3;
    } else {
      out += text[at++];
    }
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
