#include "host/secrets/encoded_forms.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

#include "host/base/text.hpp"
#include "host/secrets/secret.hpp"

namespace ingot::secrets {
namespace {

enum class Case { upper, lower };
enum class Spaces { as_percent, as_plus };

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

std::string percent_encoded(std::string_view text, Case letters, Spaces spaces) {
  const char* const digits = letters == Case::upper ? "0123456789ABCDEF" : "0123456789abcdef";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_unreserved(c)) {
      encoded += c;
    } else if (c == ' ' && spaces == Spaces::as_plus) {
      encoded += '+';
    } else {
      encoded += '%';
      encoded += digits[byte >> 4];
      encoded += digits[byte & 15];
    }
  }
  return encoded;
}

void append_unicode_escape(std::string& to, std::uint32_t unit, Case letters) {
  std::array<char, 8> escape{};
  std::snprintf(escape.data(), escape.size(), letters == Case::upper ? "\\u%04X" : "\\u%04x", unit);
  to += escape.data();
}

struct JsonStyle {
  bool escapes_slash = false;
  bool escapes_beyond_ascii = false;  // needs valid UTF-8
  Case letters = Case::lower;
};

// The code point whose first byte is at `at` of valid UTF-8; moves `at` to its last byte.
std::uint32_t code_point(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  std::uint32_t point = lead & (0x3Fu >> more);
  for (std::size_t i = 0; i < more; ++i)
    point = point << 6 | (static_cast<unsigned char>(text[++at]) & 0x3Fu);
  return point;
}

void append_beyond_ascii(std::string& to, std::uint32_t point, Case letters) {
  if (point < 0x10000) return append_unicode_escape(to, point, letters);
  append_unicode_escape(to, 0xD800 + ((point - 0x10000) >> 10), letters);
  append_unicode_escape(to, 0xDC00 + ((point - 0x10000) & 0x3FF), letters);
}

std::string json_escaped(std::string_view text, JsonStyle style) {
  constexpr std::string_view kPlain = "\"\\\b\f\n\r\t";
  constexpr std::string_view kLetters = "\"\\bfnrt";
  std::string escaped;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    if (const auto known = kPlain.find(c); known != std::string_view::npos) {
      escaped += '\\';
      escaped += kLetters[known];
    } else if (c == '/' && style.escapes_slash) {
      escaped += "\\/";
    } else if (byte < 0x20) {
      append_unicode_escape(escaped, byte, style.letters);
    } else if (byte >= 0x80 && style.escapes_beyond_ascii) {
      append_beyond_ascii(escaped, code_point(text, i), style.letters);
    } else {
      escaped += c;
    }
  }
  return escaped;
}

// The base64 characters that depend on nothing but the secret when `before` other bytes precede it
// in its group.
std::string base64_piece(std::string_view secret, std::size_t before, std::string_view last_two) {
  std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  alphabet += last_two;
  std::string padded = std::string(before, '\0') + std::string(secret);
  std::string encoded;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : padded) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    held += 8;
    while (held >= 6) {
      held -= 6;
      encoded += alphabet[bits >> held & 63];
    }
  }
  wipe(padded);
  // 1 byte before taints the first 2 characters, 2 bytes the first 3.
  const std::size_t tainted = before == 0 ? 0 : before + 1;
  return encoded.substr(std::min(tainted, encoded.size()));
}

}  // namespace

std::vector<EncodedForm> encoded_forms(std::string_view secret, std::size_t shortest) {
  std::vector<EncodedForm> forms;
  const auto add = [&](std::string text, EncodedForm::Reach reach) {
    const bool is_known = std::any_of(forms.begin(), forms.end(),
                                      [&](const auto& form) { return form.text == text; });
    if (text.size() >= shortest && !is_known) forms.push_back({std::move(text), reach});
  };
  using Reach = EncodedForm::Reach;
  add(std::string(secret), Reach::exact);
  for (const Case letters : {Case::upper, Case::lower}) {
    add(percent_encoded(secret, letters, Spaces::as_percent), Reach::exact);
    add(percent_encoded(secret, letters, Spaces::as_plus), Reach::exact);
    for (const bool escapes_slash : {false, true}) {
      add(json_escaped(secret, {escapes_slash, false, letters}), Reach::exact);
      if (is_utf8(secret)) add(json_escaped(secret, {escapes_slash, true, letters}), Reach::exact);
    }
  }
  for (const std::string_view last_two : {"+/", "-_"}) {
    for (const std::size_t before : {0u, 1u, 2u})
      add(base64_piece(secret, before, last_two), Reach::base64_piece);
  }
  return forms;
}

}  // namespace ingot::secrets
