// FolderReader: the entries of one open folder as the system lists them, with their types, many per
// system call. Neither sorts nor looks at files. Owned by one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "host/io/owned_fd.hpp"

namespace ingot::io {

enum class EntryType : std::uint8_t { file, folder, link, special, unknown };

class FolderReader {
 public:
  // `fd` is an open folder at its beginning; `buffer` (a few KiB at least, aligned as by new) must
  // outlive the reader.
  FolderReader(OwnedFd fd, std::span<std::byte> buffer) : fd_(std::move(fd)), buffer_(buffer) {}

  struct Entry {
    std::string_view name;  // valid until the next call
    EntryType type;
  };
  // Without "." and "..". Nothing at the end, or when reading failed: then error_number() is not 0.
  std::optional<Entry> next();
  int error_number() const { return error_number_; }
  int fd() const { return fd_.value(); }

 private:
  bool fill();

  OwnedFd fd_;
  std::span<std::byte> buffer_;
  std::size_t at_ = 0;
  std::size_t filled_ = 0;
  int error_number_ = 0;
};

}  // namespace ingot::io
