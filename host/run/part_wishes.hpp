// PartWishes: which part size measurements asked for, from which batch of a run on. Kept in the ledger, so that a
// resumed run cuts the files of its open batches as they were cut. A value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/plan/part_pace.hpp"

namespace ingot::run {

class PartWishes {
 public:
  // The fact they are kept as.
  static constexpr std::string_view kFact = "part_sizes";
  // A path that keeps changing shall not fill the ledger.
  static constexpr std::size_t kMost = 64;

  // As text() wrote it; what cannot be read is left out.
  static PartWishes parse(std::string_view text);
  std::string text() const;

  // Nothing: the usual size.
  std::optional<plan::PartWish> of(std::int64_t batch) const;
  // Takes what is measured now for `batch` and those after it; true when that changed anything. Only a size twice as
  // large or a quarter of the last is a change: measurements near a power of two would alternate.
  bool follow(std::int64_t batch, const std::optional<plan::PartWish>& measured);

 private:
  struct Entry {
    std::int64_t from = 0;  // batch
    std::uint64_t part_size = 0;
    unsigned in_flight = 1;
  };

  std::vector<Entry> entries_;  // by batch
};

}  // namespace ingot::run
