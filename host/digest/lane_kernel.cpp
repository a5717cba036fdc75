#include "host/digest/lane_kernel.hpp"

#include <vector>

#include "host/digest/kernels/portable.hpp"
#include "host/digest/kernels/x86.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace ingot::digest {

namespace {

#if defined(__x86_64__)
// __builtin_cpu_supports also asks (XGETBV) whether the operating system saves the registers.
bool has_avx2() {
  return __builtin_cpu_supports("avx2") != 0;
}
bool has_avx512() {
  return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0;
}
bool has_sha256_instructions() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  constexpr unsigned kSha = 1u << 29;  // of ebx in leaf 7
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & kSha) != 0;
}
#else
// Practically every 64-bit ARM server core has them, and OpenSSL knows how to ask.
bool has_sha256_instructions() {
  return true;
}
#endif

std::vector<LaneKernel> md5_kernels() {
  std::vector<LaneKernel> all;
#if defined(__x86_64__)
  if (has_avx512()) {
    all.push_back({"avx512", Algorithm::md5, 32, 16, md5_avx512_32, md5_avx512_16, md5_one});
  }
  if (has_avx2()) all.push_back({"avx2", Algorithm::md5, 16, 8, md5_avx2_16, md5_avx2_8, md5_one});
#endif
  all.push_back({"portable", Algorithm::md5, 8, 4, md5_portable_8, md5_portable_4, md5_one});
  all.push_back({"evp", Algorithm::md5});
  return all;
}

std::vector<LaneKernel> sha256_kernels() {
  const LaneKernel evp{"evp", Algorithm::sha256};
  std::vector<LaneKernel> all;
  if (has_sha256_instructions()) all.push_back(evp);
#if defined(__x86_64__)
  if (has_avx512()) {
    all.push_back(
        {"avx512", Algorithm::sha256, 16, 16, sha256_avx512_16, sha256_avx512_16, sha256_one});
  }
  if (has_avx2()) {
    all.push_back({"avx2", Algorithm::sha256, 8, 8, sha256_avx2_8, sha256_avx2_8, sha256_one});
  }
#endif
  all.push_back(
      {"portable", Algorithm::sha256, 4, 4, sha256_portable_4, sha256_portable_4, sha256_one});
  if (!has_sha256_instructions()) all.push_back(evp);
  return all;
}

}  // namespace

std::span<const LaneKernel> lane_kernels(Algorithm algorithm) {
  static const std::vector<LaneKernel> md5 = md5_kernels();
  static const std::vector<LaneKernel> sha256 = sha256_kernels();
  switch (algorithm) {
    case Algorithm::md5:
      return md5;
    case Algorithm::sha256:
      return sha256;
    case Algorithm::crc32c:
      return {};
  }
  return {};
}

}  // namespace ingot::digest
