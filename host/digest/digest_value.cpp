#include "host/digest/digest_value.hpp"

#include <algorithm>
#include <cassert>
#include <cstdint>

#include "host/base/text.hpp"
#include "host/digest/hasher.hpp"

namespace ingot::digest {

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

DigestValue::DigestValue(Algorithm algorithm, std::span<const std::byte> bytes)
    : algorithm_(algorithm) {
  assert(bytes.size() == digest_size(algorithm));
  std::copy(bytes.begin(), bytes.end(), bytes_.begin());
}

std::optional<DigestValue> DigestValue::from_hex(Algorithm algorithm, std::string_view hex) {
  DigestValue value(algorithm);
  if (hex.size() != 2 * digest_size(algorithm)) return std::nullopt;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = hex_digit(hex[i]);
    const int low = hex_digit(hex[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    value.bytes_[i / 2] = static_cast<std::byte>(high * 16 + low);
  }
  return value;
}

std::span<const std::byte> DigestValue::bytes() const {
  return std::span(bytes_).first(digest_size(algorithm_));
}

std::string DigestValue::hex() const {
  const auto raw = bytes();
  return to_hex({reinterpret_cast<const char*>(raw.data()), raw.size()});
}

std::string DigestValue::base64() const {
  static constexpr char kDigits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto raw = bytes();
  std::string text;
  for (std::size_t i = 0; i < raw.size(); i += 3) {
    const std::size_t there = std::min<std::size_t>(3, raw.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 | (k < there ? std::to_integer<std::uint32_t>(raw[i + k]) : 0);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += k <= there ? kDigits[(group >> (18 - 6 * k)) & 63] : '=';
    }
  }
  return text;
}

Result<std::string> multipart_etag(std::span<const DigestValue> part_md5s) {
  if (part_md5s.empty()) {
    return Error{ErrorKind::invalid, "multipart etag: an object of no parts has none"};
  }
  INGOT_TRY(Hasher hasher, Hasher::start(Algorithm::md5));
  for (const DigestValue& part : part_md5s) {
    if (part.algorithm() != Algorithm::md5) {
      return Error{ErrorKind::invalid, "multipart etag: a part's digest is " +
                                           std::string(to_string(part.algorithm())) + ", not md5"};
    }
    hasher.update(part.bytes());
  }
  INGOT_TRY(const DigestValue all, hasher.finish());
  return all.hex() + "-" + std::to_string(part_md5s.size());
}

}  // namespace ingot::digest
