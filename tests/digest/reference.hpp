// Digests computed another way, to compare with: Poco's own implementations and a CRC one bit at a
// time.
#pragma once

#include <Poco/MD5Engine.h>
#include <Poco/SHA2Engine.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/digest/algorithm.hpp"

namespace ingot::digest {

inline std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

inline std::vector<std::byte> random_bytes(std::size_t count, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::vector<std::byte> bytes(count);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(random());
  return bytes;
}

inline std::uint32_t reference_crc32c(std::span<const std::byte> bytes) {
  std::uint32_t crc = ~std::uint32_t{0};
  for (const std::byte byte : bytes) {
    crc ^= std::to_integer<std::uint32_t>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? crc >> 1 ^ 0x82F63B78u : crc >> 1;
  }
  return ~crc;
}

inline std::string reference_hex(Algorithm algorithm, std::span<const std::byte> bytes) {
  if (algorithm == Algorithm::crc32c) {
    char text[9];
    std::snprintf(text, sizeof text, "%08x", reference_crc32c(bytes));
    return text;
  }
  Poco::MD5Engine md5;
  Poco::SHA2Engine sha256(Poco::SHA2Engine::SHA_256);
  Poco::DigestEngine& engine = algorithm == Algorithm::md5
                                   ? static_cast<Poco::DigestEngine&>(md5)
                                   : static_cast<Poco::DigestEngine&>(sha256);
  engine.update(bytes.data(), bytes.size());
  return Poco::DigestEngine::digestToHex(engine.digest());
}

inline constexpr Algorithm kAllAlgorithms[] = {Algorithm::md5, Algorithm::sha256,
                                               Algorithm::crc32c};

}  // namespace ingot::digest
