// unpace_connections: on a machine that uses BBR even the loopback is paced, and then a benchmark
// measures the sender's timers instead of its sending.
#pragma once

#include <string>

namespace ingot::bench {

// Turns every TCP connection this process has open to CUBIC, which does not pace; whoever opened
// it. No other threads may be opening or closing descriptors. The name of what they use now, or
// "none" if there is no connection.
std::string unpace_connections();

}  // namespace ingot::bench
