// Kernels for AVX2: eight lanes in a vector. This file alone is compiled with -mavx2.
#if defined(__x86_64__)
#include <immintrin.h>

#include "host/digest/kernels/md5_lanes.hpp"
#include "host/digest/kernels/sha256_lanes.hpp"
#include "host/digest/kernels/x86.hpp"

namespace ingot::digest {

namespace {

typedef std::uint32_t EightWords __attribute__((vector_size(32)));

struct Avx2 {
  using Word = EightWords;
  static constexpr unsigned kLanes = 8;
  static constexpr bool kHasTernary = false;
  static constexpr bool kBroadcastsLoads = true;

  INGOT_LANE_INLINE Word word(__m256i x) { return reinterpret_cast<Word>(x); }
  INGOT_LANE_INLINE __m256i raw(Word x) { return reinterpret_cast<__m256i>(x); }

  INGOT_LANE_INLINE Word load(const std::uint32_t* from) {
    return word(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)));
  }
  INGOT_LANE_INLINE void store(std::uint32_t* to, Word x) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), raw(x));
  }
  INGOT_LANE_INLINE Word choose(Word which, Word one, Word other) {
    return other ^ (which & (one ^ other));
  }
  INGOT_LANE_INLINE Word exclusive(Word a, Word b, Word c) { return a ^ b ^ c; }
  INGOT_LANE_INLINE Word majority(Word a, Word b, Word c) { return (a & b) | (c & (a | b)); }
  template <int N>
  INGOT_LANE_INLINE Word rotated_left(Word x) {
    if constexpr (N == 16) {  // one shuffle instead of two shifts and an or
      return word(_mm256_shufflehi_epi16(_mm256_shufflelo_epi16(raw(x), 0xB1), 0xB1));
    } else {
      return x << N | x >> (32 - N);
    }
  }
  INGOT_LANE_INLINE Word swapped(Word x) {
    const __m256i order = _mm256_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3, 12,
                                          13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3);
    return word(_mm256_shuffle_epi8(raw(x), order));
  }

  // Sixteen bytes of lanes i and i + 4: joining them at the load spares the third stage of the
  // transposition, which only one port could do.
  INGOT_LANE_INLINE __m256i two_lanes(const std::byte* const* lanes, unsigned i, std::size_t at) {
    const auto* low = reinterpret_cast<const __m128i*>(lanes[i] + at);
    const auto* high = reinterpret_cast<const __m128i*>(lanes[i + 4] + at);
    return _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128(low)),
                                   _mm_loadu_si128(high), 1);
  }

  INGOT_LANE_INLINE void load_block(const std::byte* const* lanes, std::size_t offset,
                                    Word (&block)[16]) {
#pragma GCC unroll 4
    for (std::size_t q = 0; q < 4; ++q) {
      const std::size_t at = offset + q * 16;
      const __m256i r0 = two_lanes(lanes, 0, at), r1 = two_lanes(lanes, 1, at);
      const __m256i r2 = two_lanes(lanes, 2, at), r3 = two_lanes(lanes, 3, at);
      const __m256i low01 = _mm256_unpacklo_epi32(r0, r1), high01 = _mm256_unpackhi_epi32(r0, r1);
      const __m256i low23 = _mm256_unpacklo_epi32(r2, r3), high23 = _mm256_unpackhi_epi32(r2, r3);
      block[4 * q] = word(_mm256_unpacklo_epi64(low01, low23));
      block[4 * q + 1] = word(_mm256_unpackhi_epi64(low01, low23));
      block[4 * q + 2] = word(_mm256_unpacklo_epi64(high01, high23));
      block[4 * q + 3] = word(_mm256_unpackhi_epi64(high01, high23));
    }
  }
};

}  // namespace

const CompressLanes md5_avx2_8 = Md5Lanes<Avx2>::compress<1>;
const CompressLanes md5_avx2_16 = Md5Lanes<Avx2>::compress<2>;
const CompressLanes sha256_avx2_8 = Sha256Lanes<Avx2>::compress;

}  // namespace ingot::digest
#endif
