// What tests of lanes share: every kernel of this CPU as a test parameter, and a feed of messages
// in memory that records how it is used.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "host/digest/hasher.hpp"
#include "host/digest/lane_hasher.hpp"

namespace ingot::digest {

inline std::vector<LaneKernel> every_kernel() {
  std::vector<LaneKernel> all;
  for (const Algorithm algorithm : {Algorithm::md5, Algorithm::sha256}) {
    const auto some = lane_kernels(algorithm);
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

inline std::string kernel_name(const testing::TestParamInfo<LaneKernel>& info) {
  return std::string(to_string(info.param.algorithm)) + "_" + std::string(info.param.name);
}

// Keeps gtest from printing the bytes of the struct.
inline void PrintTo(const LaneKernel& kernel, std::ostream* out) {
  *out << kernel.name;
}

inline std::string openssl_hex(Algorithm algorithm, std::span<const std::byte> bytes) {
  auto hasher = Hasher::start(algorithm);
  hasher->update(bytes);
  return hasher->finish()->hex();
}

class SpanFeed final : public LaneFeed {
 public:
  // copied: through the staging, as from a file. in_place: the hasher reads the messages
  // themselves.
  enum class Way { copied, in_place };
  struct Read {
    std::uint64_t id, offset, length;
  };

  explicit SpanFeed(std::vector<std::span<const std::byte>> messages, Way way = Way::copied)
      : messages_(std::move(messages)), way_(way) {}

  std::optional<LaneJob> take() override {
    if (next_ == messages_.size()) return std::nullopt;
    const std::size_t id = next_++;
    return LaneJob{id, messages_[id].size()};
  }

  Result<std::span<const std::byte>> read(std::uint64_t id, std::uint64_t offset,
                                          std::span<std::byte> staging) override {
    reads.push_back({id, offset, staging.size()});
    if (before_read) before_read();
    if (failing.contains({id, offset})) return Error{ErrorKind::retryable, "read: bad disk"};
    EXPECT_EQ(std::exchange(offsets_[id], offset + staging.size()), offset) << "not in order";
    const auto bytes = messages_[id].subspan(offset, staging.size());
    if (way_ == Way::in_place) return bytes;
    std::copy(bytes.begin(), bytes.end(), staging.begin());
    return std::span<const std::byte>(staging);
  }

  void finish(std::uint64_t id, Result<DigestValue> digest) override {
    EXPECT_TRUE(answers.emplace(id, std::move(digest)).second) << "finished twice: " << id;
  }

  std::vector<Read> reads;
  std::map<std::uint64_t, Result<DigestValue>> answers;
  std::map<std::pair<std::uint64_t, std::uint64_t>, bool> failing;  // {id, offset}
  std::function<void()> before_read;

 private:
  const std::vector<std::span<const std::byte>> messages_;
  const Way way_;
  std::map<std::uint64_t, std::uint64_t> offsets_;
  std::size_t next_ = 0;
};

}  // namespace ingot::digest
