// What tests of the sweep share: parameters of an imagined machine, and arms.
#pragma once

#include "host/bench/upload_model.hpp"

namespace ingot::bench {

inline LinkShape link_of(double bytes_per_second, std::chrono::nanoseconds rtt, double loss = 0) {
  return {.name = "test", .bytes_per_second = bytes_per_second, .rtt = rtt, .loss = loss};
}

inline Arm arm_of(const LinkShape& link, std::uint64_t part_size, unsigned in_flight, Variant variant = {}) {
  return {link, variant, part_size, in_flight};
}

inline constexpr std::uint64_t kMiB = 1u << 20;

// A machine whose work costs something, of the size that is usual.
inline ModelParameters usual_machine() {
  ModelParameters machine;
  machine.lead = 0.05;
  machine.lead_rounds = 6;
  machine.request = 0.002;
  machine.request_cpu = 0.0002;
  machine.run_cpu = 0.01;
  machine.byte_cpu = {{{Tls::off, Digest::md5}, 2.2 / 1073741824.0}, {{Tls::on, Digest::md5}, 3.3 / 1073741824.0}};
  machine.sink_request_cpu = 0.0003;
  machine.sink_byte_cpu = {{Tls::off, 0.2 / 1073741824.0}, {Tls::on, 1.0 / 1073741824.0}};
  machine.processors = 2;
  return machine;
}

}  // namespace ingot::bench
