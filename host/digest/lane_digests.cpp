#include "host/digest/lane_digests.hpp"

#include <optional>
#include <utility>

#include "host/digest/range_reader.hpp"

namespace ingot::digest {

namespace {

// What a job has until its digest comes: a run that was stopped leaves it at those never taken.
std::vector<Result<DigestValue>> none_yet(std::size_t count) {
  const Error stopped{ErrorKind::cancelled, "digest: stopped"};
  return std::vector<Result<DigestValue>>(count, Result<DigestValue>(stopped));
}

class RangeFeed final : public LaneFeed {
 public:
  RangeFeed(std::span<const FileRange> ranges, unsigned lanes, NextUse next_use)
      : digests(none_yet(ranges.size())),
        ranges_(ranges),
        next_use_(next_use),
        memory_(lanes),
        readers_(ranges.size()) {}

  std::optional<LaneJob> take() override {
    if (next_ == ranges_.size()) return std::nullopt;
    const std::size_t id = next_++;
    readers_[id].emplace(memory_, ranges_[id], reading_way(ranges_[id], next_use_));
    return LaneJob{id, ranges_[id].length};
  }
  Result<std::span<const std::byte>> read(std::uint64_t id, std::uint64_t,
                                          std::span<std::byte> staging) override {
    return readers_[id]->next(staging);
  }
  void finish(std::uint64_t id, Result<DigestValue> digest) override {
    const Status good = digest ? readers_[id]->finish() : Status();
    digests[id] = good ? std::move(digest) : Result<DigestValue>(good.error());
    readers_[id].reset();
  }

  std::vector<Result<DigestValue>> digests;

 private:
  const std::span<const FileRange> ranges_;
  const NextUse next_use_;
  ReadingMemory memory_;
  std::vector<std::optional<RangeReader>> readers_;  // by id; few at a time
  std::size_t next_ = 0;
};

class FileFeed final : public LaneFeed {
 public:
  FileFeed(io::Files& files, std::span<const io::SourceFile> sources, unsigned lanes,
           NextUse next_use)
      : digests(none_yet(sources.size())),
        files_(files),
        sources_(sources),
        next_use_(next_use),
        memory_(lanes),
        open_(sources.size()) {}

  std::optional<LaneJob> take() override {
    while (next_ < sources_.size()) {
      const std::size_t id = next_++;
      auto file = files_.open(sources_[id]);
      if (file) {
        open_[id].emplace(*std::move(file), memory_, next_use_);
        return LaneJob{id, sources_[id].size};
      }
      digests[id] = file.error();
    }
    return std::nullopt;
  }
  Result<std::span<const std::byte>> read(std::uint64_t id, std::uint64_t,
                                          std::span<std::byte> staging) override {
    return open_[id]->reader.next(staging);
  }
  void finish(std::uint64_t id, Result<DigestValue> digest) override {
    const Status good = digest ? open_[id]->finish() : Status();
    digests[id] = good ? std::move(digest) : Result<DigestValue>(good.error());
    open_[id].reset();
  }

  std::vector<Result<DigestValue>> digests;

 private:
  struct Open {
    Open(io::FileHandle opened, ReadingMemory& memory, NextUse next_use)
        : file(std::move(opened)),
          reader(memory, {file, 0, file.size()}, reading_way({file, 0, file.size()}, next_use)) {}
    Status finish() const {
      INGOT_CHECK(reader.finish());
      return file.still_unchanged();
    }
    const io::FileHandle file;
    RangeReader reader;
  };

  io::Files& files_;
  const std::span<const io::SourceFile> sources_;
  const NextUse next_use_;
  ReadingMemory memory_;
  std::vector<std::optional<Open>> open_;  // by id; few at a time
  std::size_t next_ = 0;
};

}  // namespace

std::vector<Result<DigestValue>> lane_digests(LaneHasher& hasher, std::span<const FileRange> ranges,
                                              const std::stop_token& stop, NextUse next_use) {
  RangeFeed feed(ranges, hasher.kernel().lanes, next_use);
  ignore_error(hasher.run(feed, stop), "a stop shows in the answers of those it left undone");
  return std::move(feed.digests);
}

std::vector<Result<DigestValue>> lane_digests(LaneHasher& hasher, io::Files& files,
                                              std::span<const io::SourceFile> sources,
                                              const std::stop_token& stop, NextUse next_use) {
  FileFeed feed(files, sources, hasher.kernel().lanes, next_use);
  ignore_error(hasher.run(feed, stop), "a stop shows in the answers of those it left undone");
  return std::move(feed.digests);
}

}  // namespace ingot::digest
