#include "host/plugin/wire_text.hpp"

#include <algorithm>
#include <array>

#include "host/base/text.hpp"

namespace ingot::plugin {

static bool is_alnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

// The C1 controls U+0080..U+009F are two bytes; `text` is valid UTF-8.
static bool has_c1_control(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) == 0xC2 &&
        static_cast<unsigned char>(text[i + 1]) < 0xA0) {
      return true;
    }
  }
  return false;
}

bool is_http_token(std::string_view text) {
  static constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_alnum(c) || kMarks.find(c) != std::string_view::npos;
  });
}

bool is_url_text(std::string_view text) {
  return text.find(' ') == std::string_view::npos && is_single_line(text);
}

bool is_header_text(std::string_view text) {
  const bool has_control =
      std::any_of(text.begin(), text.end(), [](char c) { return c != '\t' && is_control(c); });
  return !has_control && is_utf8(text);
}

bool is_plain_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_alnum(c) || c == '_' || c == '-' || c == '.';
  });
}

bool is_single_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(), is_control) && is_utf8(text) &&
         !has_c1_control(text);
}

bool is_json_pointer(std::string_view text) {
  if (text.empty() || text[0] != '/' || !is_single_line(text)) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '~') continue;
    if (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1')) return false;
  }
  return true;
}

bool is_host_header(std::string_view name) {
  static constexpr std::array<std::string_view, 12> kHostHeaders = {"host",
                                                                    "content-length",
                                                                    "transfer-encoding",
                                                                    "connection",
                                                                    "keep-alive",
                                                                    "upgrade",
                                                                    "expect",
                                                                    "te",
                                                                    "trailer",
                                                                    "proxy-connection",
                                                                    "proxy-authorization",
                                                                    "http2-settings"};
  return std::any_of(kHostHeaders.begin(), kHostHeaders.end(), [name](std::string_view known) {
    return std::equal(name.begin(), name.end(), known.begin(), known.end(), [](char a, char b) {
      return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + ('a' - 'A')) : a) == b;
    });
  });
}

bool is_known_digest(std::string_view name) {
  return name == "md5" || name == "sha256" || name == "crc32c";
}

bool is_digest_format(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || !is_known_digest(text.substr(0, slash))) return false;
  const std::string_view encoding = text.substr(slash + 1);
  return encoding == "hex" || encoding == "base64";
}

}  // namespace ingot::plugin
