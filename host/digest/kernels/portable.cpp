// Kernels for every CPU: vectors of four lanes as SSE2 and NEON have them, by the compiler's vector
// extensions, and single lanes for the last stream of a batch.
#include "host/digest/kernels/portable.hpp"

#include <cstring>

#include "host/digest/kernels/md5_lanes.hpp"
#include "host/digest/kernels/sha256_lanes.hpp"

namespace ingot::digest {

namespace {

// What all vectors without three-operand logic have in common.
template <class W>
struct TwoOperand {
  using Word = W;
  static constexpr bool kHasTernary = false;
  static constexpr bool kBroadcastsLoads = false;

  INGOT_LANE_INLINE Word choose(Word which, Word one, Word other) {
    return other ^ (which & (one ^ other));
  }
  INGOT_LANE_INLINE Word exclusive(Word a, Word b, Word c) { return a ^ b ^ c; }
  INGOT_LANE_INLINE Word majority(Word a, Word b, Word c) { return (a & b) | (c & (a | b)); }
  template <int N>
  INGOT_LANE_INLINE Word rotated_left(Word x) {
    return x << N | x >> (32 - N);
  }
  INGOT_LANE_INLINE Word swapped(Word x) {
    return (rotated_left<8>(x) & 0x00FF00FFu) | (rotated_left<24>(x) & 0xFF00FF00u);
  }
  INGOT_LANE_INLINE Word load(const void* from) {
    Word word;
    std::memcpy(&word, from, sizeof word);
    return word;
  }
  INGOT_LANE_INLINE void store(void* to, Word word) { std::memcpy(to, &word, sizeof word); }
};

struct OneLane : TwoOperand<std::uint32_t> {
  static constexpr unsigned kLanes = 1;

  INGOT_LANE_INLINE void load_block(const std::byte* const* lanes, std::size_t offset,
                                    Word (&block)[16]) {
    std::memcpy(block, lanes[0] + offset, kBlockSize);
  }
};

typedef std::uint32_t FourWords __attribute__((vector_size(16)));

struct FourLanes : TwoOperand<FourWords> {
  static constexpr unsigned kLanes = 4;

  INGOT_LANE_INLINE void load_block(const std::byte* const* lanes, std::size_t offset,
                                    Word (&block)[16]) {
    for (std::size_t q = 0; q < 4; ++q) {
      const std::size_t at = offset + q * sizeof(Word);
      const Word r0 = load(lanes[0] + at), r1 = load(lanes[1] + at);
      const Word r2 = load(lanes[2] + at), r3 = load(lanes[3] + at);
      const Word low01 = __builtin_shufflevector(r0, r1, 0, 4, 1, 5);
      const Word high01 = __builtin_shufflevector(r0, r1, 2, 6, 3, 7);
      const Word low23 = __builtin_shufflevector(r2, r3, 0, 4, 1, 5);
      const Word high23 = __builtin_shufflevector(r2, r3, 2, 6, 3, 7);
      block[4 * q] = __builtin_shufflevector(low01, low23, 0, 1, 4, 5);
      block[4 * q + 1] = __builtin_shufflevector(low01, low23, 2, 3, 6, 7);
      block[4 * q + 2] = __builtin_shufflevector(high01, high23, 0, 1, 4, 5);
      block[4 * q + 3] = __builtin_shufflevector(high01, high23, 2, 3, 6, 7);
    }
  }
};

}  // namespace

const CompressLanes md5_one = Md5Lanes<OneLane>::compress<1>;
const CompressLanes md5_portable_4 = Md5Lanes<FourLanes>::compress<1>;
const CompressLanes md5_portable_8 = Md5Lanes<FourLanes>::compress<2>;
const CompressLanes sha256_one = Sha256Lanes<OneLane>::compress;
const CompressLanes sha256_portable_4 = Sha256Lanes<FourLanes>::compress;

}  // namespace ingot::digest
