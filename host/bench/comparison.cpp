#include "host/bench/comparison.hpp"

#include <algorithm>

namespace ingot::bench {

bool is_comparable(const Row& row) {
  return row.source == Source::measured && row.runs >= kRunsToCompare && row.seconds > 0;
}

bool Comparison::has_regression() const {
  return std::any_of(changes.begin(), changes.end(), [](const Change& change) { return change.is_regression; });
}

Comparison compare(std::span<const Row> before, std::span<const Row> after, double tolerance) {
  Comparison result;
  for (const Row& old : before) {
    if (old.source != Source::measured) continue;
    const auto now = std::find_if(after.begin(), after.end(), [&](const Row& row) {
      return row.arm == old.arm && row.load == old.load && is_comparable(row);
    });
    if (!is_comparable(old) || now == after.end()) {
      ++result.left_out;
      continue;
    }
    Change change{.before = old, .after = *now, .ratio = old.seconds / now->seconds};
    // Runs that overlap with those of before are what this machine does on a bad minute.
    change.is_regression = change.ratio < 1 - tolerance && now->seconds_low > old.seconds_high;
    result.changes.push_back(std::move(change));
  }
  return result;
}

}  // namespace ingot::bench
