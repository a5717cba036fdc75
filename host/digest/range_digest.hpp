// Digests of a range of a source file (a part, or all of it). Each byte is read once, in the way
// that costs least (reading_way.hpp), through the caller's buffer where it has to be copied. Free
// functions; block for the disk; different ranges may be digested by different threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "host/base/result.hpp"
#include "host/digest/algorithm.hpp"
#include "host/digest/digest_value.hpp"
#include "host/digest/file_range.hpp"
#include "host/digest/hasher.hpp"
#include "host/digest/reading_way.hpp"

namespace ingot::digest {

// Errors: source_changed or retryable from the file, cancelled when stopped (looked at before each
// read), internal when the range lies beyond the file or the buffer is empty. 256 KiB is a good
// buffer (measured: pread is fastest at 64-256 KiB, shared/design/performance.md).
Result<DigestValue> digest_range(const FileRange& range, Algorithm algorithm,
                                 std::span<std::byte> buffer, const std::stop_token& stop,
                                 NextUse next_use = NextUse::sending);
// The same for several algorithms over one reading, in their order.
Result<std::vector<DigestValue>> digest_range(const FileRange& range,
                                              std::span<const Algorithm> algorithms,
                                              std::span<std::byte> buffer,
                                              const std::stop_token& stop,
                                              NextUse next_use = NextUse::sending);
// Gives the bytes of the range to a digest that goes on after them.
Status feed_range(const FileRange& range, std::span<std::byte> buffer, Hasher& hasher,
                  const std::stop_token& stop, NextUse next_use = NextUse::sending);

}  // namespace ingot::digest
