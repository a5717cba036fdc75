// DigestValue: the finished digest of some bytes and its spellings. Also the ETag that S3 stores
// give an object made of parts. Values; no thread rule.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "host/base/result.hpp"
#include "host/digest/algorithm.hpp"

namespace ingot::digest {

inline constexpr std::size_t kMaxDigestSize = 32;

class DigestValue {
 public:
  // `bytes` as the algorithm's standard writes them (crc32c: most significant byte first, as S3's
  // headers want it); exactly digest_size(algorithm) of them.
  DigestValue(Algorithm algorithm, std::span<const std::byte> bytes);
  // Reads either case; nothing if it is not that many hexadecimal digits.
  static std::optional<DigestValue> from_hex(Algorithm algorithm, std::string_view hex);

  Algorithm algorithm() const { return algorithm_; }
  std::span<const std::byte> bytes() const;
  std::string hex() const;     // lower case
  std::string base64() const;  // with padding: what Content-MD5 wants (RFC 1864)
  friend bool operator==(const DigestValue&, const DigestValue&) = default;

 private:
  explicit DigestValue(Algorithm algorithm) : algorithm_(algorithm) {}

  Algorithm algorithm_;
  std::array<std::byte, kMaxDigestSize> bytes_{};
};

// The MD5 of the parts' MD5s, "-" and their number, without quotes: how S3 and most stores after it
// name an object of several parts. invalid when there are no parts or a digest is not an md5.
Result<std::string> multipart_etag(std::span<const DigestValue> part_md5s);

}  // namespace ingot::digest
