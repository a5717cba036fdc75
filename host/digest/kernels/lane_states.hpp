// LaneStates: the chaining values of several digests that are computed side by side, and the shape
// of a kernel that advances them. A kernel is a pure function and compiled for one instruction set;
// so this header, which kernels include, must stay free of inline functions: one compiled with
// wider instructions could otherwise be linked into the rest of the program.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ingot::digest {

inline constexpr unsigned kMaxLanes = 32;      // two AVX-512 registers of 32-bit words
inline constexpr std::size_t kBlockSize = 64;  // bytes; of MD5 and of SHA-256

struct LaneStates {
  // Word-major, so that word w of neighbouring lanes is one vector. MD5 uses the first four words.
  alignas(64) std::uint32_t words[8][kMaxLanes];
};

// Advances lanes 0, 1, 2 … of the kernel by `blocks` blocks each. lanes[i] points to blocks * 64
// readable bytes of lane i, of any alignment; several lanes may share one pointer.
using CompressLanes = void (*)(LaneStates& states, const std::byte* const* lanes,
                               std::size_t blocks);

}  // namespace ingot::digest
