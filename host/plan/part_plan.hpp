// PartPlan: how a file of a given size is cut into parts within a vendor's limits. Pure arithmetic:
// no bytes, no allocation, no memory of files. Immutable values; thread-safe.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "host/base/result.hpp"
#include "host/plan/part_pace.hpp"

namespace ingot::plan {

inline constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

// A vendor's limits, from its manifest; all bounds are inclusive and in bytes. The defaults limit
// nothing except the number of parts (10 000, S3's and that of its descendants:
// shared/vendors/cross_vendor.md §3.1).
struct PartLimits {
  std::uint64_t part_min = 1;  // of every part but the last
  std::uint64_t part_max = kNoLimit;
  std::uint64_t parts_max = 10'000;
  std::uint64_t single_max = kNoLimit;  // a larger file must have two parts or more
  std::uint64_t single_below = 0;       // a smaller file must be one part
  std::uint64_t size_min = 0;
  std::uint64_t size_max = kNoLimit;
};

struct Part {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  friend bool operator==(const Part&, const Part&) = default;
};

// Parts 1..count tile [0, size) exactly, in order; all but the last have part_size bytes, the last
// has 1..part_size. A single part has part_size == size, also for size 0.
struct PartPlan {
  std::uint64_t size = 0;
  std::uint64_t part_size = 0;
  std::uint64_t count = 1;

  // `number` counts from 1 as vendors do; 1 <= number <= count.
  Part part(std::uint64_t number) const;
  bool is_single() const { return count == 1; }
  friend bool operator==(const PartPlan&, const PartPlan&) = default;
};

// The default size of a part: large enough that a request costs little beside its bytes, small
// enough that eight in flight fit into a quarter of the 256 MiB a run may hold and that a lost part
// is cheap to repeat.
inline constexpr std::uint64_t kAutoPartSize = 8u << 20;
// From kAutoPartSize * this on, parts grow instead of becoming more: answers and completions stay
// small.
inline constexpr std::uint64_t kAutoPartCount = 1000;

// Do the limits make sense together? To be asked once per manifest. invalid: which two contradict
// each other.
Status check_limits(const PartLimits& limits);

// The plan for one file. Without a wish the size of a part is chosen: kAutoPartSize, more for files
// that would have more than kAutoPartCount parts, in whole MiB where the limits allow. A wish holds
// for every file of a job: outside the limits it is an error (invalid, with the bounds that hold
// for this size) even where one part would do. What was measured takes the place of kAutoPartSize.
// rejected: the vendor takes no file of this size.
Result<PartPlan> plan_parts(std::uint64_t size, const PartLimits& limits,
                            std::optional<std::uint64_t> wanted_part_size = std::nullopt,
                            const std::optional<PartWish>& measured = std::nullopt);

}  // namespace ingot::plan
