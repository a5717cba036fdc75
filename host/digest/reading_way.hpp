// ReadingWay: how the bytes of a range come to a digest at the least cost, and the choice among the
// ways. The digests are the same whichever is taken. Pure but for a look at the page cache.
#pragma once

#include <cstdint>

#include "host/digest/file_range.hpp"

namespace ingot::digest {

// What happens to the bytes once their digest is known.
enum class NextUse : std::uint8_t {
  sending,  // they are read again soon: leave them in the page cache
  none,     // nobody needs them there
};

enum class ReadingWay : std::uint8_t {
  copied,        // pread
  copied_ahead,  // pread, asking the system for what comes next well before
  mapped,        // the page cache itself as memory
  direct,        // from the disk past the page cache
};

// mapped for what is in the page cache, from 128 KiB (below, two system calls and the page table
// cost what they save: measured the same at 64 KiB, half as much again at 16 KiB). What is not:
// direct from 1 MiB when nothing comes after, else copied_ahead, so that the page cache serves the
// sending. copied for the rest, and for files that must be read as such.
ReadingWay reading_way(const FileRange& range, NextUse next_use);

}  // namespace ingot::digest
