// MappedRange: a range of a source file as memory, read-only, without a copy. Safe against a file
// that is cut meanwhile: what is read then is zeros and intact() says so (BusGuard). Not a buffer:
// the bytes are the file's as it is now. Each mapping counts to the resident memory with all its
// pages: map a few MiB at a time. Move-only; any thread may read the bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "host/base/result.hpp"
#include "host/io/bus_guard.hpp"
#include "host/io/file_handle.hpp"

namespace ingot::io {

class MappedRange {
 public:
  // At least one byte, inside the expected size (else internal); any offset. All pages are entered
  // at once, so for a file that is not in the page cache this blocks for the disk. unavailable:
  // this file cannot be mapped (file system, address space or guards); read it instead. `file` must
  // outlive the mapping.
  static Result<MappedRange> map(const FileHandle& file, std::uint64_t offset, std::size_t length);

  MappedRange(MappedRange&& other) noexcept;
  MappedRange& operator=(MappedRange&& other) noexcept;
  ~MappedRange();

  std::span<const std::byte> bytes() const { return bytes_; }
  // After the last byte was read: whether all of them were the file's. source_changed when it was
  // cut, retryable when the disk could not bring a page. Does not notice other changes, nor a cut
  // inside the last page read (FileHandle::still_unchanged).
  Status intact() const;

 private:
  MappedRange(const FileHandle& file, void* pages, std::size_t size,
              std::span<const std::byte> bytes, BusGuard guard);

  const FileHandle* file_;
  void* pages_;  // null after a move
  std::size_t size_;
  std::span<const std::byte> bytes_;
  BusGuard guard_;
};

}  // namespace ingot::io
