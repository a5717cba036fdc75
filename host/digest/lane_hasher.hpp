// LaneHasher: MD5 or SHA-256 of many messages at once, one in each lane of the CPU's vectors; a
// lane whose message ends takes the next one at once. Hasher is for a single message whose bytes
// come by themselves; this one pulls (LaneFeed). Keeps its memory between runs: lanes × piece, half
// a megabyte. Move-only; used by one thread at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <stop_token>

#include "host/base/result.hpp"
#include "host/digest/algorithm.hpp"
#include "host/digest/lane_feed.hpp"
#include "host/digest/lane_kernel.hpp"

namespace ingot::digest {

class LaneHasher {
 public:
  // Memory for what is read, divided among the lanes: pieces of 16 KiB with AVX-512's 32 lanes, 32
  // KiB with AVX2's 16, never more than 64 KiB. Measured on page-cache files: half of it costs up
  // to 5 % (system calls), and so does four times as much, which leaves the second-level cache.
  static constexpr std::size_t kStaging = 512u << 10;

  // With the best kernel of this CPU. crc32c is invalid: it needs no lanes. unavailable where the
  // kernel is OpenSSL's and OpenSSL does not offer the algorithm (Hasher::start).
  static Result<LaneHasher> start(Algorithm algorithm);
  // With this kernel, one of lane_kernels().
  static Result<LaneHasher> start(const LaneKernel& kernel);
  // The same, reading `piece` bytes at a time for a lane: a positive multiple of 64.
  static Result<LaneHasher> start(const LaneKernel& kernel, std::size_t piece);
  LaneHasher(LaneHasher&&) noexcept;
  LaneHasher& operator=(LaneHasher&&) noexcept;
  ~LaneHasher();

  // Works until the feed has no more. Blocks as the feed does. Failures of single messages go to
  // the feed; the only one of the run is cancelled, when stopped (looked at before each read and
  // each step of all lanes). May be called again, with any feed.
  Status run(LaneFeed& feed, const std::stop_token& stop);

  const LaneKernel& kernel() const;

 private:
  class State;
  explicit LaneHasher(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace ingot::digest
