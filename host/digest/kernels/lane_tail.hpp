// LaneTail: the last bytes of a message with the padding and length that MD5 (RFC 1321, 3.1-3.2)
// and SHA-256 (FIPS 180-4, 5.1.1) append. Pure; thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "host/digest/algorithm.hpp"

namespace ingot::digest {

struct LaneTail {
  std::array<std::byte, 128> bytes;
  std::size_t blocks = 0;  // 1 or 2
};

// `rest`: the bytes after the last whole block of 64, fewer than 64. `length`: of the whole message
// in bytes, below 2^61. `algorithm` is md5 or sha256.
LaneTail make_lane_tail(Algorithm algorithm, std::span<const std::byte> rest, std::uint64_t length);

}  // namespace ingot::digest
