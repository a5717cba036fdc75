// Row: what a sweep says about one arm, and from where it knows. A value.
#pragma once

#include <string_view>

#include "host/bench/arm.hpp"

namespace ingot::bench {

enum class Source { measured, modelled };
std::string_view to_string(Source source);

struct Row {
  Arm arm;
  Source source = Source::modelled;
  Workload load;     // what the figures up to wasted_bytes are of
  unsigned runs = 0; // real ones behind them; 0 when modelled
  double seconds = 0;      // median; lowest and highest of the runs beside it
  double seconds_low = 0;
  double seconds_high = 0;
  double cpu_seconds = 0;  // median, of the client
  std::uint64_t wasted_bytes = 0;  // sent more than once: parts by ingot, segments by the link. Median
  double finish_seconds = 0;       // of the whole workload that was asked about
  Source finish_source = Source::modelled;

  double bytes_per_second() const { return seconds > 0 ? static_cast<double>(load.bytes()) / seconds : 0; }
  // 0 where no byte was sent.
  double cpu_per_gib() const {
    return load.bytes() > 0 ? cpu_seconds * 1073741824.0 / static_cast<double>(load.bytes()) : 0;
  }
};

}  // namespace ingot::bench
