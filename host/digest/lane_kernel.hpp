// LaneKernel: one way of computing several digests side by side, and which ways this CPU has. Fixed
// for the life of the process; thread-safe.
#pragma once

#include <span>
#include <string_view>

#include "host/digest/algorithm.hpp"
#include "host/digest/kernels/lane_states.hpp"

namespace ingot::digest {

struct LaneKernel {
  std::string_view name;  // "avx512", "avx2", "portable", "evp"
  Algorithm algorithm = Algorithm::md5;
  // How many messages advance at once. The evp kernel has 1 and no functions: OpenSSL, one message
  // after the other.
  unsigned lanes = 1;
  unsigned narrow_lanes = 1;  // of `narrow`, which costs about as much for each of its lanes
  CompressLanes wide = nullptr;
  CompressLanes narrow = nullptr;  // for when not more than narrow_lanes messages are left
  CompressLanes one = nullptr;     // for the last one

  bool has_lanes() const { return wide != nullptr; }
};

// What this CPU and operating system can run, in the order of preference; never empty for md5 and
// sha256, empty for crc32c, which needs no lanes. For SHA-256 "evp" is first where the CPU has
// instructions for it. Measured on one that has both (GB/s in cache): evp 1.9, avx2 1.7,
// avx512 4.1; so only sixteen AVX-512 lanes do better, and only with eight messages or more at hand
// at any time, which a caller who has them may choose.
std::span<const LaneKernel> lane_kernels(Algorithm algorithm);

}  // namespace ingot::digest
