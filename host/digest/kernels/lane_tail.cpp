#include "host/digest/kernels/lane_tail.hpp"

#include <algorithm>
#include <cassert>

#include "host/digest/kernels/lane_states.hpp"

namespace ingot::digest {

LaneTail make_lane_tail(Algorithm algorithm, std::span<const std::byte> rest,
                        std::uint64_t length) {
  assert(rest.size() < kBlockSize && rest.size() == length % kBlockSize);
  constexpr std::size_t kLengthSize = 8;
  LaneTail tail;
  tail.bytes.fill(std::byte{0});
  std::copy(rest.begin(), rest.end(), tail.bytes.begin());
  tail.bytes[rest.size()] = std::byte{0x80};
  tail.blocks = rest.size() + 1 + kLengthSize <= kBlockSize ? 1 : 2;
  const std::uint64_t bits = length * 8;
  const std::size_t end = tail.blocks * kBlockSize;
  for (std::size_t i = 0; i < kLengthSize; ++i) {
    const auto byte = static_cast<std::byte>(bits >> (8 * i));
    // MD5 counts from the least significant byte, SHA-256 from the most significant one.
    tail.bytes[algorithm == Algorithm::md5 ? end - kLengthSize + i : end - 1 - i] = byte;
  }
  return tail;
}

}  // namespace ingot::digest
