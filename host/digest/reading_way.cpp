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
  const auto cached = io::cached_share(range.file, range.offset, range.length);
  if (!cached) return ReadingWay::copied;
  if (*cached == 1.0) return ReadingWay::mapped;
  // A half-cached range is sooner read from where it is.
  const bool is_cold = *cached < 0.5;
  return is_cold && next_use == NextUse::none && range.length >= kDirectPays
             ? ReadingWay::direct
             : ReadingWay::copied_ahead;
}

}  // namespace ingot::digest
