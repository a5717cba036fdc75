// Measurement: what one real run cost. A value; all of it was observed, none computed.
#pragma once

#include <cstdint>

#include "host/bench/arm.hpp"

namespace ingot::bench {

struct Measurement {
  Arm arm;
  Workload workload;
  double seconds = 0;          // from the run's first step to its last
  double cpu_seconds = 0;      // of this process, all threads, in that time
  double sink_cpu_seconds = 0; // of the lab
  std::uint64_t requests = 0;  // all of them, parts included
  std::uint64_t resent_bytes = 0;  // by ingot: parts that went out again
  std::uint64_t lost_bytes = 0;    // by the shaped link: segments it lost, which TCP sends again

  std::uint64_t parts() const { return workload.parts(arm.part_size); }
  std::uint64_t calls() const { return requests > parts() ? requests - parts() : 0; }
  double bytes_per_second() const { return seconds > 0 ? static_cast<double>(workload.bytes()) / seconds : 0; }
};

}  // namespace ingot::bench
