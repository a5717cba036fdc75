#include "host/plan/part_plan.hpp"

#include <algorithm>
#include <cassert>
#include <string>

#include "host/base/text.hpp"

namespace ingot::plan {

namespace {

constexpr std::uint64_t kMiB = 1u << 20;

// Rounded up; without overflow near 2^64.
std::uint64_t divide_up(std::uint64_t value, std::uint64_t by) {
  return value == 0 ? 0 : (value - 1) / by + 1;
}

std::string bytes_text(std::uint64_t bytes) {
  if (bytes == kNoLimit) return "no limit";
  const std::string exact = std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
  return bytes < 1024 ? exact : exact + " (" + human_bytes(bytes) + ")";
}

Error contradiction(const std::string& what) {
  return Error{ErrorKind::invalid, "the vendor's limits contradict each other: " + what};
}

// The part sizes that cut a file of this size into parts the vendor takes.
struct Bounds {
  std::uint64_t lowest;
  std::uint64_t highest;
};

Bounds part_bounds(std::uint64_t size, const PartLimits& limits) {
  const std::uint64_t needed = divide_up(size, limits.parts_max);
  // A file too large for one part must really be cut, however large a part may be.
  const std::uint64_t cut = size > limits.single_max ? size - 1 : kNoLimit;
  return {std::max(limits.part_min, needed), std::min(limits.part_max, cut)};
}

Status check_size(std::uint64_t size, const PartLimits& limits) {
  if (size < limits.size_min) {
    return Error{ErrorKind::rejected, "size " + bytes_text(size) +
                                          " is below the vendor's smallest, " +
                                          bytes_text(limits.size_min)};
  }
  if (size > limits.size_max) {
    return Error{ErrorKind::rejected, "size " + bytes_text(size) +
                                          " is above the vendor's largest, " +
                                          bytes_text(limits.size_max)};
  }
  return {};
}

Error wish_error(std::uint64_t wish, std::uint64_t size, const Bounds& bounds) {
  return Error{ErrorKind::invalid,
               "part size " + bytes_text(wish) + " does not fit: a file of " + bytes_text(size) +
                   " needs parts of at least " + bytes_text(bounds.lowest) + " and at most " +
                   bytes_text(bounds.highest) + "; choose one of these or `auto`"};
}

// Larger than usual only as long as the file alone can keep everything in flight that may be, twice.
std::uint64_t usual_part_size(std::uint64_t size, const std::optional<PartWish>& measured) {
  if (!measured) return kAutoPartSize;
  const std::uint64_t share = size / (2ull * measured->in_flight);
  return std::min(measured->part_size, std::max(kAutoPartSize, share));
}

std::uint64_t chosen_part_size(std::uint64_t size, const Bounds& bounds,
                               const std::optional<PartWish>& measured) {
  const std::uint64_t wanted =
      std::max(usual_part_size(size, measured), divide_up(size, kAutoPartCount));
  const std::uint64_t least = std::max(wanted, bounds.lowest);
  const std::uint64_t rounded = least > kNoLimit - kMiB ? least : divide_up(least, kMiB) * kMiB;
  return std::min(rounded, bounds.highest);
}

Result<PartPlan> cut(std::uint64_t size, const PartLimits& limits,
                     std::optional<std::uint64_t> wish, const std::optional<PartWish>& measured) {
  const PartPlan single{size, size, 1};
  if (size < limits.single_below || size == 0) return single;
  const Bounds bounds = part_bounds(size, limits);
  if (wish) {
    // Where one part holds the whole file, only its own limit (single_max) counts.
    const bool may_be_single = size <= limits.single_max && *wish >= size;
    if (may_be_single) return single;
    if (*wish < bounds.lowest || *wish > bounds.highest) return wish_error(*wish, size, bounds);
    return PartPlan{size, *wish, divide_up(size, *wish)};
  }
  if (bounds.lowest > bounds.highest || limits.parts_max == 1) {
    if (size <= limits.single_max) return single;
    return Error{ErrorKind::rejected, "size " + bytes_text(size) + " cannot be cut into at most " +
                                          std::to_string(limits.parts_max) + " parts of " +
                                          bytes_text(limits.part_min) + " to " +
                                          bytes_text(limits.part_max)};
  }
  const std::uint64_t part_size = chosen_part_size(size, bounds, measured);
  if (part_size >= size) return single;
  return PartPlan{size, part_size, divide_up(size, part_size)};
}

}  // namespace

Part PartPlan::part(std::uint64_t number) const {
  assert(number >= 1 && number <= count);
  const std::uint64_t offset = (number - 1) * part_size;
  return {offset, std::min(part_size, size - offset)};
}

Status check_limits(const PartLimits& limits) {
  if (limits.part_min == 0) return contradiction("part_min must be at least 1 byte");
  if (limits.parts_max == 0) return contradiction("parts_max must be at least 1");
  if (limits.part_min > limits.part_max) {
    return contradiction("part_min " + bytes_text(limits.part_min) + " is above part_max " +
                         bytes_text(limits.part_max));
  }
  if (limits.size_min > limits.size_max) {
    return contradiction("size_min " + bytes_text(limits.size_min) + " is above size_max " +
                         bytes_text(limits.size_max));
  }
  // Sizes up to single_below - 1 must be single, so they must be allowed to be.
  if (limits.single_below > 0 && limits.single_below - 1 > limits.single_max) {
    return contradiction("files below single_below " + bytes_text(limits.single_below) +
                         " must be one part, but single_max is " + bytes_text(limits.single_max));
  }
  return {};
}

Result<PartPlan> plan_parts(std::uint64_t size, const PartLimits& limits,
                            std::optional<std::uint64_t> wanted_part_size,
                            const std::optional<PartWish>& measured) {
  INGOT_CHECK(check_limits(limits));
  INGOT_CHECK(check_size(size, limits));
  if (wanted_part_size &&
      (*wanted_part_size < limits.part_min || *wanted_part_size > limits.part_max)) {
    return wish_error(*wanted_part_size, size, part_bounds(size, limits));
  }
  return cut(size, limits, wanted_part_size, measured);
}

}  // namespace ingot::plan
