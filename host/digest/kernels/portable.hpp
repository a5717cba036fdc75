// The kernels every CPU can run; the number is their lanes.
#pragma once

#include "host/digest/kernels/lane_states.hpp"

namespace ingot::digest {

extern const CompressLanes md5_one, md5_portable_4, md5_portable_8;
extern const CompressLanes sha256_one, sha256_portable_4;

}  // namespace ingot::digest
