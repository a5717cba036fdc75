// TunerEpoch: one measurement of what a limit achieves: waits until the new limit has taken effect, then counts work
// for a while. Says nothing when there was too little to do to fill the limit. A value.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace ingot::transfer {

class TunerEpoch {
 public:
  using Time = std::chrono::nanoseconds;

  struct Plan {
    unsigned limit = 0;
    Time settle{0};           // after the limit is reached
    Time length{0};
    std::uint64_t least = 0;  // work without which the rate means little; lasts at most `longest` for it
    Time longest{0};
  };
  struct Result {
    double rate = 0;         // work a second
    double first_half = 0, second_half = 0;
    bool was_full = false;   // the limit was in use nearly all the time
  };

  void begin(const Plan& plan, Time now);
  std::optional<Result> sample(std::uint64_t work, unsigned in_flight, Time now);

 private:
  bool is_settled(std::uint64_t work, unsigned in_flight, Time now);

  Plan plan_;
  Time begun_{0};
  std::optional<Time> from_;    // measuring since
  Time last_{0}, middle_{0};
  std::uint64_t work_ = 0, work_middle_ = 0;
  double occupied_ = 0;  // in flight × seconds
};

}  // namespace ingot::transfer
