// CRC-32C (Castagnoli, RFC 3720 appendix B.4) over spans, by the CPU's own instruction where it has
// one. Pure functions; thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace ingot::digest {

// Continues `crc` (0 to begin) over more bytes.
std::uint32_t crc32c(std::uint32_t crc, std::span<const std::byte> bytes);
// The portable way, also where the CPU could do better: tests compare the two.
std::uint32_t crc32c_portable(std::uint32_t crc, std::span<const std::byte> bytes);

}  // namespace ingot::digest
