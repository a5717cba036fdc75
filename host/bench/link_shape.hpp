// LinkShape: what a network path is to an upload: how fast, how far, how often a segment is lost. A value; parsing and
// texts are pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"

namespace ingot::bench {

struct LinkShape {
  std::string name;                 // as it was typed: "wan", "1Gbps,40ms,0.1%"
  double bytes_per_second = 0;      // of the direction that uploads; 0: as fast as this machine
  std::chrono::nanoseconds rtt{0};  // there and back
  double loss = 0;                  // share of segments, 0..1

  // Is it anything but this machine's loopback?
  bool is_shaped() const { return bytes_per_second > 0; }
  friend bool operator==(const LinkShape&, const LinkShape&) = default;
};

// "none", a preset, or RATE,RTT[,LOSS]: "1Gbps,40ms,0.1%". Rates in kbps, Mbps, Gbps from 64kbps to 1000Gbps; RTT up to
// 10s; loss up to 20 % and only where there is an RTT. invalid: what is wrong, and what is expected.
Result<LinkShape> parse_link(std::string_view text);

// "1 Gbit/s, 40 ms, 0.1 % lost", or "this machine's loopback".
std::string describe(const LinkShape& link);

struct LinkPreset {
  std::string_view name, shape;
};
const std::vector<LinkPreset>& link_presets();

}  // namespace ingot::bench
