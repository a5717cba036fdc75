#include "host/transfer/etag.hpp"

#include <algorithm>
#include <cctype>
#include <string>

namespace ingot::transfer {

static bool is_hex_digit(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }

bool contradicts_md5(const net::Response& response, std::string_view md5_hex) {
  const auto header = response.header("etag");
  if (!header) return false;
  std::string_view etag = *header;
  if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"') {
    etag = etag.substr(1, etag.size() - 2);
  }
  if (etag.size() != 32 || !std::all_of(etag.begin(), etag.end(), is_hex_digit)) return false;
  return !std::equal(etag.begin(), etag.end(), md5_hex.begin(), md5_hex.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  });
}

}  // namespace ingot::transfer
