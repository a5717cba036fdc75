// LaneFeed: what a LaneHasher works through: messages of known length, their bytes, and where their
// digests go. Implementations decide what a message is: a part, a file, the body of a request.
// Called by the thread that runs the hasher, only during the run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "host/base/result.hpp"
#include "host/digest/digest_value.hpp"

namespace ingot::digest {

struct LaneJob {
  std::uint64_t id = 0;      // the feed's own number for it
  std::uint64_t length = 0;  // bytes
};

class LaneFeed {
 public:
  virtual ~LaneFeed() = default;
  // The next message: asked for once for each lane when a run begins (until it answers nothing),
  // and again for a lane whose message has finished. Nothing leaves that lane idle for the rest of
  // the run; the run ends when all are. Longest first keeps the lanes full longest.
  virtual std::optional<LaneJob> take() = 0;
  // Exactly staging.size() bytes of job `id` from `offset`: read into `staging`, or lying
  // elsewhere, where they must stay as they are until the same job's next read or finish. A job is
  // read in order, each byte once; jobs alternate. May block for the disk. An error ends this job
  // alone.
  virtual Result<std::span<const std::byte>> read(std::uint64_t id, std::uint64_t offset,
                                                  std::span<std::byte> staging) = 0;
  // Once for every job taken. The error is that of read, or cancelled when the run was stopped.
  virtual void finish(std::uint64_t id, Result<DigestValue> digest) = 0;
};

}  // namespace ingot::digest
