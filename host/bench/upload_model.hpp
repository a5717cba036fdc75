// UploadModel: a discrete-event model of an upload: connections that take turns on a shared link, each within its TCP
// window (TcpFlow), and the processors their bytes keep busy. For links and amounts that cannot be had on this machine.
// It computes; it never says that something was measured. Pure: equal input, equal answer.
//
// What happens in it. After the vendor's opening calls, in_flight connections each take the next part, work on it
// (hashing, encrypting, copying) a block at a time on one of the processors, hand the block to the link, and begin the
// next part when the vendor has answered. Calls for single items run beside that, in_flight at a time. Beyond
// kSimulatedParts and kSimulatedBytes nothing new would happen: the rest is added at the pace of the second half.
#pragma once

#include <cstdint>
#include <map>

#include "host/bench/arm.hpp"

namespace ingot::bench {

// From measurements; see Calibration. Seconds of time or of processor, per what the name says.
struct ModelParameters {
  double lead = 0;              // opening and closing a run, without its round trips
  double lead_rounds = 0;       // calls of a run of one item, one after another
  double calls_per_item = 0;    // that every further item adds
  double request = 0;           // from the last byte of a request to its answer, without the link
  double request_cpu = 0;
  double run_cpu = 0;
  std::map<Variant, double> byte_cpu;
  double sink_request_cpu = 0;
  std::map<Tls, double> sink_byte_cpu;
  unsigned processors = 1;
};

// Whether the vendor's side shares this machine's processors, as a lab does.
enum class Sink { here, elsewhere };

struct Prediction {
  double seconds = 0;
  double cpu_seconds = 0;        // of the client
  std::uint64_t lost_bytes = 0;  // segments that are sent again

  double bytes_per_second(const Workload& load) const {
    return seconds > 0 ? static_cast<double>(load.bytes()) / seconds : 0;
  }
};

constexpr std::uint64_t kSimulatedParts = 8192;
constexpr std::uint64_t kSimulatedBytes = std::uint64_t{32} << 30;

// `seed` draws the lost segments. A variant without a measured cost costs what the nearest one does.
Prediction predict(const ModelParameters& parameters, const Arm& arm, const Workload& load, Sink sink,
                   std::uint64_t seed);

}  // namespace ingot::bench
