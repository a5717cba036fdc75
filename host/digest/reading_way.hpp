// ReadingWay: how the bytes of a range come to the lanes at the least cost, and the choice among the
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
  copied,  // pread
  mapped,  // the page cache itself as memory
  direct,  // from the disk past the page cache
};

// direct, from 1 MiB, for what is not in the page cache and not needed there afterwards: a tenth of
// the CPU. Else mapped, from 128 KiB: less CPU than pread also when the disk has to fill the page
// cache first, with or without asking the system to read ahead (measured: 0.88 against 1.17 and 2.6
// s/GiB). Below that the two system calls and the page table cost what they save (the same at 64
// KiB, half as much again at 16 KiB), so copied; and so are files that must be read as such.
ReadingWay reading_way(const FileRange& range, NextUse next_use);

}  // namespace ingot::digest
