// What the system's page cache holds of a source file. A free function; thread-safe. The answer may
// be out of date at once.
#pragma once

#include <cstdint>
#include <optional>

#include "host/io/file_handle.hpp"

namespace ingot::io {

// The share (0 to 1) of the range that can be read without the disk, judged by four spots of at
// most 64 KiB. About a microsecond. A kernel before 6.5, or one that keeps the answer from those
// who neither own the file nor may write it, is asked by trying to read there, which may bring
// those spots into the cache. Nothing where the file system cannot tell.
std::optional<double> cached_share(const FileHandle& file, std::uint64_t offset,
                                   std::uint64_t length);

}  // namespace ingot::io
