// PartPace: what requests with parts have cost so far, as a fixed time each plus a time for each byte of one
// connection, and the part size that follows from it. Says nothing until it has seen parts of different sizes.
// Newer requests count more. Pure arithmetic; owned by one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace ingot::plan {

// A part size that measurements ask for; within the vendor's limits it is followed, as the job's own wish is not.
struct PartWish {
  std::uint64_t part_size = 0;  // a power of two MiB: small changes of the path change nothing
  unsigned in_flight = 1;       // a file should have parts for twice as many
  std::string reason;           // "64 MiB: a request costs 310 ms beside its bytes"
};

class PartPace {
 public:
  // A request that was answered well: from its first byte out to its answer, its connection already there.
  void add(std::uint64_t bytes, std::chrono::nanoseconds took);

  // Large enough that what a request costs beside its bytes is at most 5 %, small enough that a lost part is sent
  // again within 15 s and that `in_flight` of them stay within `cache` bytes.
  std::optional<PartWish> wish(unsigned in_flight, std::uint64_t cache) const;

 private:
  struct Cost {
    double fixed = 0;     // seconds
    double per_byte = 0;  // seconds
  };
  std::optional<Cost> cost() const;

  // Sums of a regression of time over bytes, older terms fading.
  double count_ = 0, bytes_ = 0, time_ = 0, bytes_squared_ = 0, bytes_time_ = 0;
};

}  // namespace ingot::plan
