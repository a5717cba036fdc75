// The kernels of x86-64 CPUs with AVX2 or AVX-512 (F and BW); the number is their lanes. Calling
// one on another CPU is an illegal instruction: lane_kernel.hpp asks first.
#pragma once

#include "host/digest/kernels/lane_states.hpp"

namespace ingot::digest {

extern const CompressLanes md5_avx2_8, md5_avx2_16, sha256_avx2_8;
extern const CompressLanes md5_avx512_16, md5_avx512_32, sha256_avx512_16;

}  // namespace ingot::digest
