// DirectReader: ranges of files read in order, past the page cache (O_DIRECT), many blocks at once
// (io_uring). For files that are not in the cache and whose bytes nobody needs there afterwards:
// measured a tenth or less of the CPU of ordinary reads, at up to twice their speed. What the disk
// does not bring in this way is read in the ordinary one, so errors are those of
// FileHandle::read_at. Used by one thread, together with its streams.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "host/base/result.hpp"
#include "host/io/file_handle.hpp"

namespace ingot::io {

class DirectReader {
 public:
  // What is read at once, bytes.
  static constexpr std::size_t kBlock = 256u << 10;

  // Memory for `streams` ranges under way at a time, each reading `ahead` blocks ahead of the one
  // in use: streams × (ahead + 1) × kBlock. Sixteen to 32 blocks in flight keep a disk busy.
  // unavailable where there is no io_uring (an old kernel, or forbidden).
  static Result<DirectReader> start(unsigned streams, unsigned ahead);
  DirectReader(DirectReader&&) noexcept;
  DirectReader& operator=(DirectReader&&) noexcept;
  ~DirectReader();

  // One range under way. Ends, waiting for what is in flight, before its reader does.
  class Stream {
   public:
    Stream(Stream&&) noexcept;
    Stream& operator=(Stream&&) = delete;
    ~Stream();

    // The next bytes of the range, at least one and at most kBlock; none at its end. They stay
    // until the next call. Blocks for the disk. Errors as FileHandle::read_at.
    Result<std::span<const std::byte>> next();

   private:
    friend class DirectReader;
    class State;
    explicit Stream(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
  };
  // Begins to read the range, which lies inside the expected size of `file`; that must outlive the
  // stream. unavailable when the file cannot be read directly, or all streams are under way.
  Result<Stream> open(const FileHandle& file, std::uint64_t offset, std::uint64_t length);

 private:
  class State;
  explicit DirectReader(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace ingot::io
