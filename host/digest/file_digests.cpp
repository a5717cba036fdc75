#include "host/digest/file_digests.hpp"

#include <algorithm>
#include <cassert>
#include <optional>
#include <utility>

#include "host/digest/hasher.hpp"
#include "host/digest/lane_digests.hpp"
#include "host/digest/range_reader.hpp"

namespace ingot::digest {

namespace {

Error stopped() {
  return Error{ErrorKind::cancelled, "digest: stopped"};
}

// Files side by side: a file's parts follow each other in whatever lane is free, so that `whole`
// sees its bytes in order. A job's id is the number of its file.
class FilesFeed final : public LaneFeed {
 public:
  FilesFeed(io::Files& files, std::span<const io::SourceFile> sources, std::uint64_t part_size,
            Algorithm whole, unsigned lanes, NextUse next_use)
      : answers(sources.size(), Result<FileDigests>(stopped())),
        files_(files),
        sources_(sources),
        part_size_(part_size),
        whole_(whole),
        next_use_(next_use),
        memory_(lanes),
        open_(sources.size()) {}

  std::optional<LaneJob> take() override {
    if (continued_) return part_of(*std::exchange(continued_, std::nullopt));
    while (next_ < sources_.size()) {
      const std::size_t id = next_++;
      if (const Status status = open(id); !status) {
        answers[id] = status.error();
      } else if (sources_[id].size == 0) {
        complete(id);
      } else {
        return part_of(id);
      }
    }
    return std::nullopt;
  }

  Result<std::span<const std::byte>> read(std::uint64_t id, std::uint64_t,
                                          std::span<std::byte> staging) override {
    Open& open = *open_[id];
    INGOT_TRY(const auto bytes, open.reader.next(staging));
    open.whole.update(bytes);
    return bytes;
  }

  void finish(std::uint64_t id, Result<DigestValue> digest) override {
    Open& open = *open_[id];
    if (!digest) return fail(id, digest.error());
    open.parts.push_back(*std::move(digest));
    open.part_offset += std::min(part_size_, sources_[id].size - open.part_offset);
    if (open.part_offset == sources_[id].size) return complete(id);
    continued_ = id;
  }

  std::vector<Result<FileDigests>> answers;

 private:
  struct Open {
    Open(io::FileHandle opened, Hasher hasher, ReadingMemory& memory, NextUse next_use)
        : file(std::move(opened)),
          reader(memory, {file, 0, file.size()}, reading_way({file, 0, file.size()}, next_use)),
          whole(std::move(hasher)) {}
    Status finish() const {
      INGOT_CHECK(reader.finish());
      return file.still_unchanged();
    }
    const io::FileHandle file;
    RangeReader reader;  // goes on from part to part
    Hasher whole;
    std::vector<DigestValue> parts;
    std::uint64_t part_offset = 0;
  };

  Status open(std::size_t id) {
    INGOT_TRY(auto file, files_.open(sources_[id]));
    INGOT_TRY(auto whole, Hasher::start(whole_));
    open_[id].emplace(std::move(file), std::move(whole), memory_, next_use_);
    return {};
  }
  LaneJob part_of(std::size_t id) const {
    return LaneJob{id, std::min(part_size_, sources_[id].size - open_[id]->part_offset)};
  }
  void fail(std::size_t id, const Error& error) {
    answers[id] = error;
    open_[id].reset();
  }
  void complete(std::size_t id) {
    Open& open = *open_[id];
    auto whole = open.whole.finish();
    if (!whole) return fail(id, whole.error());
    if (const Status good = open.finish(); !good) return fail(id, good.error());
    answers[id] = FileDigests{*std::move(whole), std::move(open.parts)};
    open_[id].reset();
  }

  io::Files& files_;
  const std::span<const io::SourceFile> sources_;
  const std::uint64_t part_size_;
  const Algorithm whole_;
  const NextUse next_use_;
  ReadingMemory memory_;
  std::vector<std::optional<Open>> open_;  // by id; few at a time
  std::optional<std::size_t> continued_;   // the file whose part has just finished, if it has more
  std::size_t next_ = 0;
};

}  // namespace

Result<FileDigests> file_digests(LaneHasher& lanes, const io::FileHandle& file,
                                 std::uint64_t part_size, Algorithm whole,
                                 const std::stop_token& stop) {
  assert(part_size > 0);
  INGOT_TRY(Hasher hasher, Hasher::start(whole));
  std::vector<std::byte> buffer(256u << 10);
  std::vector<DigestValue> parts;
  std::vector<FileRange> window;
  for (std::uint64_t at = 0; at < file.size();) {
    window.clear();
    const std::uint64_t begin = at;
    while (at < file.size() && window.size() < lanes.kernel().lanes) {
      window.push_back({file, at, std::min(part_size, file.size() - at)});
      at += window.back().length;
    }
    INGOT_CHECK(feed_range({file, begin, at - begin}, buffer, hasher, stop));
    for (auto& part : lane_digests(lanes, window, stop)) {
      if (!part) return part.error();
      parts.push_back(*std::move(part));
    }
  }
  INGOT_TRY(auto value, hasher.finish());
  return FileDigests{std::move(value), std::move(parts)};
}

std::vector<Result<FileDigests>> file_digests(LaneHasher& lanes, io::Files& files,
                                              std::span<const io::SourceFile> sources,
                                              std::uint64_t part_size, Algorithm whole,
                                              const std::stop_token& stop, NextUse next_use) {
  assert(part_size > 0);
  FilesFeed feed(files, sources, part_size, whole, lanes.kernel().lanes, next_use);
  ignore_error(lanes.run(feed, stop), "a stop shows in the answers of those it left undone");
  return std::move(feed.answers);
}

}  // namespace ingot::digest
