// RangeReader: the bytes of a range of a file, in order, in a chosen way (reading_way chooses).
// ReadingMemory: what the readers of one run share: how much each may map, and the buffers of
// direct reads. Neither hashes. Used by one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "host/base/result.hpp"
#include "host/digest/file_range.hpp"
#include "host/digest/reading_way.hpp"
#include "host/io/direct_reader.hpp"
#include "host/io/mapped_range.hpp"

namespace ingot::digest {

class ReadingMemory {
 public:
  // For at most `readers` at a time. Together they map 16 MiB, each at least half a MiB and at most
  // two: the resident memory stays flat for files of any size, and larger windows gain less than
  // 3 % (measured).
  explicit ReadingMemory(unsigned readers);

  std::size_t window() const { return window_; }  // bytes
  // Started at the first use, 4 to 16 MiB; null where the system has none.
  io::DirectReader* direct();

 private:
  const unsigned readers_;
  const std::size_t window_;
  bool was_asked_ = false;
  std::optional<io::DirectReader> direct_;
};

class RangeReader {
 public:
  // `memory` must outlive the reader. Starts direct reads, if that is the way. A way that the file
  // or the system refuses is left for copying, then or on the way.
  RangeReader(ReadingMemory& memory, const FileRange& range, ReadingWay way);

  // The next staging.size() bytes of the range, which has as many left: in `staging`, or lying
  // elsewhere, where they stay until the next call. May block for the disk. Errors as
  // FileHandle::read_at.
  Result<std::span<const std::byte>> next(std::span<std::byte> staging);
  // After the last byte was used: whether all of them were the file's. What was copied has shown it
  // by then; after mapping and direct reads the file is compared once more (source_changed).
  Status finish() const;

  // As it is by now.
  ReadingWay way() const { return way_; }

 private:
  Result<std::span<const std::byte>> next_mapped(std::span<std::byte> staging);
  Result<std::span<const std::byte>> next_direct(std::span<std::byte> staging);
  Result<std::span<const std::byte>> next_copied(std::span<std::byte> staging) const;
  Status refill();

  ReadingMemory& memory_;
  const FileRange range_;
  ReadingWay way_;
  std::uint64_t at_;            // of the file
  bool is_to_compare_ = false;  // at the end
  std::optional<io::MappedRange> mapped_;
  std::uint64_t mapped_at_ = 0;  // where in the file it begins
  std::optional<io::DirectReader::Stream> direct_;
  std::span<const std::byte> block_;  // direct: what is left of the latest one
};

}  // namespace ingot::digest
