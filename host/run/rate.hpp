// Rate: how fast a run has been over the last seconds, and what that means for the rest. RateMeter is fed with moments
// of one run in order; a value of one thread.
#pragma once

#include <cstdint>
#include <deque>

#include "host/run/progress.hpp"

namespace ingot::run {

struct Rate {
  double bytes_per_second = 0;  // of items on the wire, resends included
  double items_per_second = 0;  // that came to an end
  std::int64_t eta_ms = -1;     // -1 = cannot be told
};

class RateMeter {
 public:
  // Short enough to follow a change, long enough not to flicker.
  static constexpr std::int64_t kWindowMs = 5000;

  void add(const Progress& progress);
  Rate rate() const;

 private:
  struct Moment {
    std::int64_t elapsed_ms;
    std::uint64_t bytes_sent, ended, bytes_left, items_left;
    bool is_scan_complete;
  };
  std::deque<Moment> moments_;
};

}  // namespace ingot::run
