// The MD5 compression function (RFC 1321) over vectors of lanes, written once for every instruction
// set. V says what a vector is (portable.cpp, avx2.cpp, avx512.cpp); it must be a type of an
// anonymous namespace, so that each file keeps its own instances.
#pragma once

#include <utility>

#include "host/digest/kernels/lane_states.hpp"

#define INGOT_LANE_INLINE __attribute__((always_inline)) static inline

namespace ingot::digest {

inline constexpr std::uint32_t kMd5Sines[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};
inline constexpr int kMd5Shifts[4][4] = {
    {7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
inline constexpr int kMd5Factors[4] = {1, 5, 3, 7};
inline constexpr int kMd5Offsets[4] = {0, 1, 5, 0};

template <class V>
struct Md5Lanes {
  using Word = typename V::Word;

  // One vector of lanes. The four words keep their places; step I takes them turned by I, so that
  // nothing is moved.
  struct Group {
    Word words[4];
    Word pair;       // b ^ c of an even step of the third round, c ^ d of the odd step after it
    Word block[16];  // the message, word-major
  };

  struct Sines {
    std::uint32_t values[64];
  };
  static constexpr Sines make_sines() {
    Sines sines{};
    for (int i = 0; i < 64; ++i) {
      sines.values[i] = kMd5Sines[i] - (i >= 48 && !V::kHasTernary ? 1 : 0);  // see the last round
    }
    return sines;
  }
  static constexpr Sines kSines = make_sines();

  template <int I>
  INGOT_LANE_INLINE void step(Group& group, [[maybe_unused]] const std::uint32_t* sines) {
    constexpr int round = I / 16;
    Word& a = group.words[(64 - I) & 3];
    const Word b = group.words[(65 - I) & 3];
    const Word c = group.words[(66 - I) & 3];
    const Word d = group.words[(67 - I) & 3];
    const Word message = group.block[(kMd5Factors[round] * I + kMd5Offsets[round]) & 15];
    // As a constant, or loaded into all lanes at once by the load port, which is idle; compilers
    // would rather bring a constant there by two shuffles.
    Word sum = a + (message + (V::kBroadcastsLoads ? sines[I] : kSines.values[I]));
    if constexpr (round == 0) {
      sum += V::choose(b, c, d);
    } else if constexpr (round == 1) {
      if constexpr (V::kHasTernary) {
        sum += V::choose(d, b, c);
      } else {
        // The halves share no bit, so adding joins them; only the second waits for b.
        sum = (sum + (c & ~d)) + (b & d);
      }
    } else if constexpr (round == 2) {
      if constexpr (V::kHasTernary) {
        sum += V::exclusive(b, c, d);
      } else if constexpr (I % 2 == 0) {
        group.pair = b ^ c;
        sum += group.pair ^ d;
      } else {
        sum += b ^ group.pair;
      }
    } else if constexpr (V::kHasTernary) {
      sum += V::md5_last(b, c, d);
    } else {
      // c ^ (b | ~d) is ~(c ^ (d & ~b)), and adding ~x is subtracting x + 1: one operation fewer,
      // with the 1 taken from the sines.
      sum = sum - (c ^ (d & ~b));
    }
    a = b + V::template rotated_left<kMd5Shifts[round][I % 4]>(sum);
  }

  template <int I, int G>
  INGOT_LANE_INLINE void step_all(Group (&groups)[G], const std::uint32_t* sines) {
    step<I>(groups[0], sines);
    if constexpr (G > 1) step<I>(groups[1], sines);
  }

  template <int G, int... I>
  INGOT_LANE_INLINE void all_steps(Group (&groups)[G], const std::uint32_t* sines,
                                   std::integer_sequence<int, I...>) {
    (step_all<I>(groups, sines), ...);
  }

  // G vectors at once: the steps of one MD5 wait for one another, those of two do not.
  template <int G>
  static void compress(LaneStates& states, const std::byte* const* lanes, std::size_t blocks) {
    const std::uint32_t* sines = kSines.values;
    if constexpr (V::kBroadcastsLoads) __asm__("" : "+r"(sines));  // forget what they are
    Group groups[G];
    for (int g = 0; g < G; ++g) {
      for (int w = 0; w < 4; ++w) {
        groups[g].words[w] = V::load(states.words[w] + g * V::kLanes);
      }
    }
    for (std::size_t n = 0; n < blocks; ++n) {
      Word start[G][4];
      for (int g = 0; g < G; ++g) {
        V::load_block(lanes + g * V::kLanes, n * kBlockSize, groups[g].block);
        if constexpr (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__) {
          for (Word& word : groups[g].block) word = V::swapped(word);
        }
        for (int w = 0; w < 4; ++w) start[g][w] = groups[g].words[w];
      }
      all_steps(groups, sines, std::make_integer_sequence<int, 64>());
      for (int g = 0; g < G; ++g) {
        for (int w = 0; w < 4; ++w) groups[g].words[w] += start[g][w];
      }
    }
    for (int g = 0; g < G; ++g) {
      for (int w = 0; w < 4; ++w) {
        V::store(states.words[w] + g * V::kLanes, groups[g].words[w]);
      }
    }
  }
};

}  // namespace ingot::digest
