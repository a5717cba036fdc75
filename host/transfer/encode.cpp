#include "host/transfer/encode.hpp"

#include <array>
#include <cstdio>

#include "host/base/json_text.hpp"

namespace ingot::transfer {

static std::string as_json(std::string_view value) {
  const std::string quoted = json_string(value);
  return quoted.substr(1, quoted.size() - 2);
}

static std::string as_form(std::string_view value) {
  static constexpr std::string_view kUnreserved = "-._~";
  std::string text;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (is_alnum || kUnreserved.find(c) != kUnreserved.npos) {
      text += c;
      continue;
    }
    std::array<char, 4> escape{};
    std::snprintf(escape.data(), escape.size(), "%%%02X", byte);
    text += escape.data();
  }
  return text;
}

static std::string as_base64(std::string_view value) {
  static constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < value.size(); i += 3) {
    const auto at = [&](std::size_t k) -> unsigned {
      return i + k < value.size() ? static_cast<unsigned char>(value[i + k]) : 0;
    };
    const unsigned bits = at(0) << 16 | at(1) << 8 | at(2);
    text += kDigits[bits >> 18];
    text += kDigits[bits >> 12 & 63];
    text += i + 1 < value.size() ? kDigits[bits >> 6 & 63] : '=';
    text += i + 2 < value.size() ? kDigits[bits & 63] : '=';
  }
  return text;
}

std::string encoded(std::string_view value, plugin::Encoding encoding) {
  switch (encoding) {
    case plugin::Encoding::json: return as_json(value);
    case plugin::Encoding::form: return as_form(value);
    case plugin::Encoding::base64: return as_base64(value);
    case plugin::Encoding::basic:  // put together by materialise, which knows the user
    case plugin::Encoding::raw: break;
  }
  return std::string(value);
}

}  // namespace ingot::transfer
