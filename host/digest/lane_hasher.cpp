#include "host/digest/lane_hasher.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "host/digest/hasher.hpp"
#include "host/digest/kernels/lane_tail.hpp"

namespace ingot::digest {

namespace {

// Between two lanes' staging: pieces are powers of two, and lanes at such distances would all use
// the same few sets of the first-level cache. Two lines a lane spread 32 lanes over all 64 sets.
constexpr std::size_t kSkew = 128;
constexpr std::size_t kCacheLine = 64;

constexpr std::uint32_t kMd5Start[8] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
constexpr std::uint32_t kSha256Start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                           0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

Error cancelled() {
  return Error{ErrorKind::cancelled, "digest: stopped"};
}

// One message under way. Its chaining value is in LaneStates, at the lane's place.
struct Lane {
  LaneJob job;
  std::uint64_t offset = 0;           // bytes taken from the feed
  const std::byte* at = nullptr;      // the next block to compress
  std::size_t blocks = 0;             // from `at`
  bool is_in_tail = false;            // what is left is the padded end
  std::span<const std::byte> rest{};  // after the last whole block, once everything is read
  std::byte* staging = nullptr;       // of this lane alone
  LaneTail tail{};
};

}  // namespace

class LaneHasher::State {
 public:
  State(const LaneKernel& kernel, std::size_t piece, std::optional<Hasher> evp)
      : kernel_(kernel),
        piece_(piece),
        memory_(kernel.lanes * (piece + kSkew) + kCacheLine),
        lanes_(kernel.lanes),
        evp_(std::move(evp)) {
    const auto address = reinterpret_cast<std::uintptr_t>(memory_.data());
    std::byte* at = memory_.data() + (kCacheLine - address % kCacheLine) % kCacheLine;
    for (Lane& lane : lanes_) {
      lane.staging = at;
      at += piece + kSkew;
    }
  }

  Status run(LaneFeed& feed, const std::stop_token& stop) {
    if (!kernel_.has_lanes()) return run_one_by_one(feed, stop);
    while (active_ < kernel_.lanes && seat(active_, feed)) ++active_;
    while (true) {
      refill(feed, stop);
      if (active_ == 0) return {};
      if (stop.stop_requested()) return give_up(feed);
      compress();
    }
  }

  const LaneKernel& kernel() const { return kernel_; }

 private:
  Status run_one_by_one(LaneFeed& feed, const std::stop_token& stop) {
    while (const auto job = feed.take()) {
      feed.finish(job->id, digest_alone(*job, feed, stop));
      if (stop.stop_requested()) return cancelled();
    }
    return {};
  }

  Result<DigestValue> digest_alone(const LaneJob& job, LaneFeed& feed,
                                   const std::stop_token& stop) {
    std::optional<Error> failure;
    for (std::uint64_t offset = 0; offset < job.length && !failure;) {
      const std::size_t size = next_size(job.length - offset);
      auto bytes = stop.stop_requested() ? cancelled()
                                         : feed.read(job.id, offset, {lanes_[0].staging, size});
      if (bytes) {
        evp_->update(*bytes);
        offset += size;
      } else {
        failure = bytes.error();
      }
    }
    auto value = evp_->finish();  // also after a failure: the next message begins anew
    if (failure) return *failure;
    return value;
  }

  std::size_t next_size(std::uint64_t left) const {
    return static_cast<std::size_t>(std::min<std::uint64_t>(left, piece_));
  }

  // Puts the feed's next message into lane `i`; false when there is none.
  bool seat(unsigned i, LaneFeed& feed) {
    const auto job = feed.take();
    if (!job) return false;
    Lane& lane = lanes_[i];
    lane.job = *job;
    lane.offset = 0;
    lane.blocks = 0;
    lane.is_in_tail = false;
    lane.rest = {};
    const bool is_md5 = kernel_.algorithm == Algorithm::md5;
    for (unsigned w = 0; w < 8; ++w) {
      states_.words[w][i] = is_md5 ? kMd5Start[w] : kSha256Start[w];
    }
    return true;
  }

  // Gives every active lane something to compress, unless stopped. From the last to the first,
  // because a lane that retires is replaced by the last one, which then has been seen already.
  void refill(LaneFeed& feed, const std::stop_token& stop) {
    for (unsigned i = active_; i-- > 0;) {
      while (lanes_[i].blocks == 0 && !stop.stop_requested()) {
        if (lanes_[i].is_in_tail) {
          feed.finish(lanes_[i].job.id, value_of(i));
        } else {
          const Status status = advance(lanes_[i], feed);
          if (status) continue;
          feed.finish(lanes_[i].job.id, status.error());
        }
        if (seat(i, feed)) continue;
        retire(i);
        break;
      }
    }
  }

  // Reads the lane's next piece, or goes over to its tail when all is read.
  Status advance(Lane& lane, LaneFeed& feed) {
    if (lane.offset == lane.job.length) {
      lane.tail = make_lane_tail(kernel_.algorithm, lane.rest, lane.job.length);
      lane.at = lane.tail.bytes.data();
      lane.blocks = lane.tail.blocks;
      lane.is_in_tail = true;
      return {};
    }
    const std::size_t size = next_size(lane.job.length - lane.offset);
    INGOT_TRY(const auto bytes, feed.read(lane.job.id, lane.offset, {lane.staging, size}));
    assert(bytes.size() == size);
    lane.offset += size;
    lane.at = bytes.data();
    lane.blocks = size / kBlockSize;
    lane.rest = bytes.last(size % kBlockSize);
    return {};
  }

  // Lanes under way are always the first ones, so that few of them fit the narrow kernel.
  void retire(unsigned i) {
    const unsigned last = --active_;
    if (i == last) return;
    std::swap(lanes_[i], lanes_[last]);
    if (lanes_[i].is_in_tail) lanes_[i].at = lanes_[i].tail.bytes.data() + tail_done(lanes_[i]);
    for (auto& word : states_.words) word[i] = word[last];
  }
  static std::size_t tail_done(const Lane& lane) {
    return (lane.tail.blocks - lane.blocks) * kBlockSize;
  }

  void compress() {
    std::array<const std::byte*, kMaxLanes> at;
    std::size_t blocks = lanes_[0].blocks;
    for (unsigned i = 0; i < active_; ++i) {
      at[i] = lanes_[i].at;
      blocks = std::min(blocks, lanes_[i].blocks);
    }
    // Idle lanes compute too, on bytes that are there; nobody looks at the result.
    std::fill(at.begin() + active_, at.end(), at[0]);
    const CompressLanes step = active_ == 1                      ? kernel_.one
                               : active_ <= kernel_.narrow_lanes ? kernel_.narrow
                                                                 : kernel_.wide;
    step(states_, at.data(), blocks);
    for (unsigned i = 0; i < active_; ++i) {
      lanes_[i].at += blocks * kBlockSize;
      lanes_[i].blocks -= blocks;
    }
  }

  DigestValue value_of(unsigned i) const {
    std::array<std::byte, kMaxDigestSize> bytes{};
    const std::size_t size = digest_size(kernel_.algorithm);
    const bool is_md5 = kernel_.algorithm == Algorithm::md5;
    for (std::size_t k = 0; k < size; ++k) {
      const std::uint32_t word = states_.words[k / 4][i];
      bytes[k] = static_cast<std::byte>(word >> 8 * (is_md5 ? k % 4 : 3 - k % 4));
    }
    return DigestValue(kernel_.algorithm, std::span(bytes).first(size));
  }

  Status give_up(LaneFeed& feed) {
    for (unsigned i = 0; i < active_; ++i) feed.finish(lanes_[i].job.id, cancelled());
    active_ = 0;
    return cancelled();
  }

  const LaneKernel kernel_;
  const std::size_t piece_;
  std::vector<std::byte> memory_;
  std::vector<Lane> lanes_;
  std::optional<Hasher> evp_;  // of the evp kernel alone
  LaneStates states_{};
  unsigned active_ = 0;
};

LaneHasher::LaneHasher(std::unique_ptr<State> state) : state_(std::move(state)) {}
LaneHasher::LaneHasher(LaneHasher&&) noexcept = default;
LaneHasher& LaneHasher::operator=(LaneHasher&&) noexcept = default;
LaneHasher::~LaneHasher() = default;

Result<LaneHasher> LaneHasher::start(Algorithm algorithm) {
  const auto kernels = lane_kernels(algorithm);
  if (kernels.empty()) {
    return Error{ErrorKind::invalid,
                 "digest: " + std::string(to_string(algorithm)) + " is not computed in lanes"};
  }
  return start(kernels.front());
}

Result<LaneHasher> LaneHasher::start(const LaneKernel& kernel) {
  return start(kernel, kStaging / std::max(kernel.lanes, 8u));
}

Result<LaneHasher> LaneHasher::start(const LaneKernel& kernel, std::size_t piece) {
  assert(piece > 0 && piece % kBlockSize == 0);
  std::optional<Hasher> evp;
  if (!kernel.has_lanes()) {
    INGOT_TRY(evp, Hasher::start(kernel.algorithm));
  }
  return LaneHasher(std::make_unique<State>(kernel, piece, std::move(evp)));
}

Status LaneHasher::run(LaneFeed& feed, const std::stop_token& stop) {
  return state_->run(feed, stop);
}
const LaneKernel& LaneHasher::kernel() const {
  return state_->kernel();
}

}  // namespace ingot::digest
