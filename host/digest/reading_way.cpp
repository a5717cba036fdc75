#include "host/digest/reading_way.hpp"

#include "host/io/page_cache.hpp"

namespace ingot::digest {

namespace {

constexpr std::uint64_t kMappingPays = 128u << 10;
constexpr std::uint64_t kDirectPays = 1u << 20;

}  // namespace

ReadingWay reading_way(const FileRange& range, NextUse next_use) {
  const bool is_readable_otherwise =
      range.file.is_mappable() && range.file.has_range(range.offset, range.length);
  if (!is_readable_otherwise || range.length < kMappingPays) return ReadingWay::copied;
  if (next_use == NextUse::sending || range.length < kDirectPays) return ReadingWay::mapped;
  const auto cached = io::cached_share(range.file, range.offset, range.length);
  // Half of it in the page cache is worth going there.
  return cached && *cached < 0.5 ? ReadingWay::direct : ReadingWay::mapped;
}

}  // namespace ingot::digest
