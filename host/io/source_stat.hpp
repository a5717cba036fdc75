// From the system's description of a file to the facts a scan keeps. Internal to host/io. Pure.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "host/io/source_file.hpp"

namespace ingot::io {

// Times beyond the range (1677 to 2262) stand still at its ends: they only have to be the same when
// compared again.
inline std::int64_t mtime_ns(const struct stat& facts) {
  std::int64_t total = 0;
  const bool is_beyond =
      __builtin_mul_overflow(std::int64_t{facts.st_mtim.tv_sec}, 1'000'000'000, &total) ||
      __builtin_add_overflow(total, std::int64_t{facts.st_mtim.tv_nsec}, &total);
  if (!is_beyond) return total;
  using Limits = std::numeric_limits<std::int64_t>;
  return facts.st_mtim.tv_sec < 0 ? Limits::min() : Limits::max();
}

inline SourceFile source_file(std::string key, const struct stat& facts) {
  return {std::move(key), static_cast<std::uint64_t>(facts.st_size), mtime_ns(facts), facts.st_ino,
          facts.st_dev};
}

}  // namespace ingot::io
