// FileRange: which bytes of which file. A value that borrows the file.
#pragma once

#include <cstdint>

#include "host/io/file_handle.hpp"

namespace ingot::digest {

struct FileRange {
  const io::FileHandle& file;  // must outlive what reads it
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

}  // namespace ingot::digest
