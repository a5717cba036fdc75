// FileHandle: one source file, open for reading and held to what the scan saw of it. FileBytes:
// what is behind it, a disk file or a fake. Not a buffer and not a mapping. Move-only; read_at may
// be called from several threads at once, moving and destroying belong to the owner.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "host/base/result.hpp"
#include "host/io/source_file.hpp"

namespace ingot::io {

// What a FileHandle needs from its file. Implementations are thread-safe.
class FileBytes {
 public:
  struct Facts {
    std::uint64_t size = 0;
    std::int64_t mtime_ns = 0;
    std::uint64_t inode = 0;
    bool is_regular = true;
  };
  virtual ~FileBytes() = default;
  virtual Result<Facts> facts() = 0;
  // As pread(2): how many bytes came, 0 at the end of the file.
  virtual Result<std::size_t> read(std::span<std::byte> into, std::uint64_t offset) = 0;
  // For sendfile(2) and mmap(2); valid while this object lives, never -1.
  virtual int fd() const = 0;
  // Whether the descriptor may be read behind read()'s back, by a mapping or by direct reads. Not
  // from a fake that counts its reads or makes them fail.
  virtual bool is_mappable() const = 0;
};

class FileHandle {
 public:
  // Takes an opened file and compares it with `expected`: size, mtime and (unless 0) inode.
  // source_changed if it is another version; the message says what differs.
  static Result<FileHandle> adopt(std::unique_ptr<FileBytes> bytes, SourceFile expected);

  // Fills `into` from `offset`; all of it or an error. source_changed when the file ends early,
  // retryable when the disk or network file system failed. Blocks for the disk. Asking beyond the
  // expected size is an internal error.
  Status read_at(std::span<std::byte> into, std::uint64_t offset) const;
  // Compares again: call it after the last byte was read or sent, before the vendor is told that
  // the file is whole.
  Status still_unchanged() const;

  // For sendfile(2): valid while this handle lives. Its read position means nothing: always give an
  // offset.
  int fd() const { return bytes_->fd(); }
  // See FileBytes.
  bool is_mappable() const { return bytes_->is_mappable(); }
  // Whether the range lies in the expected size; an internal error if not.
  Status has_range(std::uint64_t offset, std::uint64_t length) const;
  std::uint64_t size() const { return expected_.size; }
  const SourceFile& expected() const { return expected_; }

 private:
  FileHandle(std::unique_ptr<FileBytes> bytes, SourceFile expected);

  std::unique_ptr<FileBytes> bytes_;
  SourceFile expected_;
};

}  // namespace ingot::io
