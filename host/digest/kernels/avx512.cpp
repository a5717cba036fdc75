// Kernels for AVX-512: sixteen lanes in a vector, any function of three words and any rotation in
// one instruction. This file alone is compiled with -mavx512f -mavx512bw.
#if defined(__x86_64__)
#include <immintrin.h>

#include "host/digest/kernels/md5_lanes.hpp"
#include "host/digest/kernels/sha256_lanes.hpp"
#include "host/digest/kernels/x86.hpp"

namespace ingot::digest {

namespace {

typedef std::uint32_t SixteenWords __attribute__((vector_size(64)));

struct Avx512 {
  using Word = SixteenWords;
  static constexpr unsigned kLanes = 16;
  static constexpr bool kHasTernary = true;
  static constexpr bool kBroadcastsLoads = true;

  INGOT_LANE_INLINE Word word(__m512i x) { return reinterpret_cast<Word>(x); }
  INGOT_LANE_INLINE __m512i raw(Word x) { return reinterpret_cast<__m512i>(x); }

  INGOT_LANE_INLINE Word load(const std::uint32_t* from) { return word(_mm512_loadu_si512(from)); }
  INGOT_LANE_INLINE void store(std::uint32_t* to, Word x) { _mm512_storeu_si512(to, raw(x)); }

  // kTable: bit (4a + 2b + c) is the result for those three bits.
  template <int kTable>
  INGOT_LANE_INLINE Word ternary(Word a, Word b, Word c) {
    return word(_mm512_ternarylogic_epi32(raw(a), raw(b), raw(c), kTable));
  }
  INGOT_LANE_INLINE Word choose(Word which, Word one, Word other) {
    return ternary<0xCA>(which, one, other);
  }
  INGOT_LANE_INLINE Word exclusive(Word a, Word b, Word c) { return ternary<0x96>(a, b, c); }
  INGOT_LANE_INLINE Word majority(Word a, Word b, Word c) { return ternary<0xE8>(a, b, c); }
  // c ^ (b | ~d)
  INGOT_LANE_INLINE Word md5_last(Word b, Word c, Word d) { return ternary<0x39>(b, c, d); }
  template <int N>
  INGOT_LANE_INLINE Word rotated_left(Word x) {
    return word(_mm512_rol_epi32(raw(x), N));
  }
  INGOT_LANE_INLINE Word swapped(Word x) {
    const __m128i order = _mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3);
    return word(_mm512_shuffle_epi8(raw(x), _mm512_broadcast_i32x4(order)));
  }

  // Four lanes of 64 bytes each to rows of which quarter q holds the four lanes' word 4q + (row).
  INGOT_LANE_INLINE void four_rows(const std::byte* const* lanes, std::size_t at,
                                   __m512i (&rows)[4]) {
    const __m512i r0 = _mm512_loadu_si512(lanes[0] + at), r1 = _mm512_loadu_si512(lanes[1] + at);
    const __m512i r2 = _mm512_loadu_si512(lanes[2] + at), r3 = _mm512_loadu_si512(lanes[3] + at);
    const __m512i low01 = _mm512_unpacklo_epi32(r0, r1), high01 = _mm512_unpackhi_epi32(r0, r1);
    const __m512i low23 = _mm512_unpacklo_epi32(r2, r3), high23 = _mm512_unpackhi_epi32(r2, r3);
    rows[0] = _mm512_unpacklo_epi64(low01, low23);
    rows[1] = _mm512_unpackhi_epi64(low01, low23);
    rows[2] = _mm512_unpacklo_epi64(high01, high23);
    rows[3] = _mm512_unpackhi_epi64(high01, high23);
  }

  INGOT_LANE_INLINE void load_block(const std::byte* const* lanes, std::size_t offset,
                                    Word (&block)[16]) {
    __m512i rows[4][4];
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) four_rows(lanes + 4 * i, offset, rows[i]);
      // A transposition of quarters: word 4q + k of all lanes is quarter q of rows[0..3][k].
#pragma GCC unroll 4
    for (int k = 0; k < 4; ++k) {
      const __m512i low01 = _mm512_shuffle_i32x4(rows[0][k], rows[1][k], 0x44);
      const __m512i high01 = _mm512_shuffle_i32x4(rows[0][k], rows[1][k], 0xEE);
      const __m512i low23 = _mm512_shuffle_i32x4(rows[2][k], rows[3][k], 0x44);
      const __m512i high23 = _mm512_shuffle_i32x4(rows[2][k], rows[3][k], 0xEE);
      block[k] = word(_mm512_shuffle_i32x4(low01, low23, 0x88));
      block[4 + k] = word(_mm512_shuffle_i32x4(low01, low23, 0xDD));
      block[8 + k] = word(_mm512_shuffle_i32x4(high01, high23, 0x88));
      block[12 + k] = word(_mm512_shuffle_i32x4(high01, high23, 0xDD));
    }
  }
};

}  // namespace

const CompressLanes md5_avx512_16 = Md5Lanes<Avx512>::compress<1>;
const CompressLanes md5_avx512_32 = Md5Lanes<Avx512>::compress<2>;
const CompressLanes sha256_avx512_16 = Sha256Lanes<Avx512>::compress;

}  // namespace ingot::digest
#endif
