// The SHA-256 compression function (FIPS 180-4) over vectors of lanes, written once for every
// instruction set; V as in md5_lanes.hpp. One vector at a time: a round has enough independent
// work of its own.
#pragma once

#include <utility>

#include "host/digest/kernels/lane_states.hpp"

#ifndef INGOT_LANE_INLINE
#define INGOT_LANE_INLINE __attribute__((always_inline)) static inline
#endif

namespace ingot::digest {

inline constexpr std::uint32_t kSha256Roots[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

template <class V>
struct Sha256Lanes {
  using Word = typename V::Word;

  // A ring of sixteen schedule words; the eight state words keep their places and round I takes
  // them turned by I.
  struct Group {
    Word words[8];
    Word schedule[16];
  };

  template <int N>
  INGOT_LANE_INLINE Word right(Word x) {
    return V::template rotated_left<32 - N>(x);
  }

  template <int I>
  INGOT_LANE_INLINE void extend(Group& group) {
    const Word before2 = group.schedule[(I + 14) & 15];
    const Word before15 = group.schedule[(I + 1) & 15];
    const Word small1 = V::exclusive(right<17>(before2), right<19>(before2), before2 >> 10);
    const Word small0 = V::exclusive(right<7>(before15), right<18>(before15), before15 >> 3);
    group.schedule[I] += small0 + (group.schedule[(I + 9) & 15] + small1);
  }

  template <int I, bool kExtends>
  INGOT_LANE_INLINE void round(Group& group, const std::uint32_t* roots) {
    const Word a = group.words[(64 - I) & 7];
    const Word b = group.words[(65 - I) & 7];
    const Word c = group.words[(66 - I) & 7];
    Word& d = group.words[(67 - I) & 7];
    const Word e = group.words[(68 - I) & 7];
    const Word f = group.words[(69 - I) & 7];
    const Word g = group.words[(70 - I) & 7];
    Word& h = group.words[(71 - I) & 7];
    const Word big1 = V::exclusive(right<6>(e), right<11>(e), right<25>(e));
    const Word first = h + (group.schedule[I] + roots[I]) + V::choose(e, f, g) + big1;
    const Word big0 = V::exclusive(right<2>(a), right<13>(a), right<22>(a));
    d += first;
    h = first + (big0 + V::majority(a, b, c));
    if constexpr (kExtends) extend<I>(group);
  }

  template <bool kExtends, int... I>
  INGOT_LANE_INLINE void rounds(Group& group, const std::uint32_t* roots,
                                std::integer_sequence<int, I...>) {
    (round<I, kExtends>(group, roots), ...);
  }

  static void compress(LaneStates& states, const std::byte* const* lanes, std::size_t blocks) {
    constexpr auto sixteen = std::make_integer_sequence<int, 16>();
    const std::uint32_t* roots = kSha256Roots;
    if constexpr (V::kBroadcastsLoads) __asm__("" : "+r"(roots));  // as in md5_lanes.hpp
    Group group;
    for (int w = 0; w < 8; ++w) group.words[w] = V::load(states.words[w]);
    for (std::size_t n = 0; n < blocks; ++n) {
      V::load_block(lanes, n * kBlockSize, group.schedule);
      if constexpr (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) {
        for (Word& word : group.schedule) word = V::swapped(word);
      }
      Word start[8];
      for (int w = 0; w < 8; ++w) start[w] = group.words[w];
      for (int k = 0; k < 48; k += 16) rounds<true>(group, roots + k, sixteen);
      rounds<false>(group, roots + 48, sixteen);
      for (int w = 0; w < 8; ++w) group.words[w] += start[w];
    }
    for (int w = 0; w < 8; ++w) V::store(states.words[w], group.words[w]);
  }
};

}  // namespace ingot::digest
