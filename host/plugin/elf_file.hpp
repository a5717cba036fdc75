// ElfFile: bounded reading of the tables of one ELF shared object: segments and sections, nothing
// loaded, nothing mapped (a file that shrinks meanwhile is a short read, not a signal). 64-bit
// little-endian of this machine only. Owns its descriptor; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "host/base/result.hpp"

namespace ingot::plugin {

// A piece of the file that a table speaks of.
struct ElfPiece {
  std::uint32_t type = 0;  // PT_* or SHT_*
  std::uint32_t link = 0;  // sections: index of the section it refers to
  std::uint64_t offset = 0, size = 0, align = 0;
};

class ElfFile {
 public:
  // `refused`: no ELF, of another machine or kind, truncated; not_found. The message starts with
  // the cause.
  static Result<ElfFile> open(const std::filesystem::path& file);
  ElfFile(ElfFile&& other) noexcept;
  ElfFile& operator=(ElfFile&& other) noexcept;
  ~ElfFile();

  Result<std::vector<ElfPiece>> segments() const;
  // Empty when the file has no section table.
  Result<std::vector<ElfPiece>> sections() const;
  // The bytes of a piece; refused when they lie beyond the file or are more than `limit`.
  Result<std::string> read(const ElfPiece& piece, std::uint64_t limit) const;

 private:
  struct Table {
    std::uint64_t offset = 0, count = 0;
  };

  ElfFile(int fd, std::uint64_t size) : fd_(fd), size_(size) {}
  Status read_header();
  Status check_complete() const;
  Result<std::string> bytes(std::uint64_t offset, std::uint64_t size) const;

  int fd_ = -1;
  std::uint64_t size_ = 0;
  Table segments_, sections_;
};

}  // namespace ingot::plugin
