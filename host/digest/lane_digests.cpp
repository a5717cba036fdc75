#include "host/digest/lane_digests.hpp"

#include <optional>
#include <utility>

namespace ingot::digest {

namespace {

// What a job has until its digest comes: a run that was stopped leaves it at those never taken.
std::vector<Result<DigestValue>> none_yet(std::size_t count) {
  const Error stopped{ErrorKind::cancelled, "digest: stopped"};
  return std::vector<Result<DigestValue>>(count, Result<DigestValue>(stopped));
}

class RangeFeed final : public LaneFeed {
 public:
  explicit RangeFeed(std::span<const FileRange> ranges)
      : digests(none_yet(ranges.size())), ranges_(ranges) {}

  std::optional<LaneJob> take() override {
    if (next_ == ranges_.size()) return std::nullopt;
    const std::size_t id = next_++;
    return LaneJob{id, ranges_[id].length};
  }
  Result<std::span<const std::byte>> read(std::uint64_t id, std::uint64_t offset,
                                          std::span<std::byte> staging) override {
    const FileRange& range = ranges_[id];
    INGOT_CHECK(range.file.read_at(staging, range.offset + offset));
    return std::span<const std::byte>(staging);
  }
  void finish(std::uint64_t id, Result<DigestValue> digest) override {
    digests[id] = std::move(digest);
  }

  std::vector<Result<DigestValue>> digests;

 private:
  const std::span<const FileRange> ranges_;
  std::size_t next_ = 0;
};

class FileFeed final : public LaneFeed {
 public:
  FileFeed(io::Files& files, std::span<const io::SourceFile> sources)
      : digests(none_yet(sources.size())),
        files_(files),
        sources_(sources),
        open_(sources.size()) {}

  std::optional<LaneJob> take() override {
    while (next_ < sources_.size()) {
      const std::size_t id = next_++;
      auto file = files_.open(sources_[id]);
      if (file) {
        open_[id].emplace(*std::move(file));
        return LaneJob{id, sources_[id].size};
      }
      digests[id] = file.error();
    }
    return std::nullopt;
  }
  Result<std::span<const std::byte>> read(std::uint64_t id, std::uint64_t offset,
                                          std::span<std::byte> staging) override {
    INGOT_CHECK(open_[id]->read_at(staging, offset));
    return std::span<const std::byte>(staging);
  }
  void finish(std::uint64_t id, Result<DigestValue> digest) override {
    const Status same = digest ? open_[id]->still_unchanged() : Status();
    digests[id] = same ? std::move(digest) : Result<DigestValue>(same.error());
    open_[id].reset();
  }

  std::vector<Result<DigestValue>> digests;

 private:
  io::Files& files_;
  const std::span<const io::SourceFile> sources_;
  std::vector<std::optional<io::FileHandle>> open_;  // by id; few at a time
  std::size_t next_ = 0;
};

}  // namespace

std::vector<Result<DigestValue>> lane_digests(LaneHasher& hasher, std::span<const FileRange> ranges,
                                              const std::stop_token& stop) {
  RangeFeed feed(ranges);
  ignore_error(hasher.run(feed, stop), "a stop shows in the answers of those it left undone");
  return std::move(feed.digests);
}

std::vector<Result<DigestValue>> lane_digests(LaneHasher& hasher, io::Files& files,
                                              std::span<const io::SourceFile> sources,
                                              const std::stop_token& stop) {
  FileFeed feed(files, sources);
  ignore_error(hasher.run(feed, stop), "a stop shows in the answers of those it left undone");
  return std::move(feed.digests);
}

}  // namespace ingot::digest
