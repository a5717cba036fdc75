// PlanCheck: holds a plan against what is there now, and gathers every difference up to a bound.
// One thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/cli/plan_codes.hpp"
#include "host/cli/plan_file.hpp"

namespace ingot::cli {

struct PlanDifference {
  PlanCode code;
  std::string key;      // of the item; empty: of the plan as a whole
  std::string message;  // a sentence
};

// "size 10 B -> 12 B, modified …"; empty when they are the same but for the batch.
std::string difference_of(const PlannedItem& planned, const PlannedItem& now);

class PlanCheck {
 public:
  static constexpr std::size_t kMostKept = 100;

  // `plan` must outlive the check.
  explicit PlanCheck(PlanReader& plan) : plan_(plan) {}

  void compare(const PlanHead& now);
  // Every item of the source, once.
  Status compare(const PlannedItem& now);
  // What the source does not have any more. Last.
  Status finish();

  const std::vector<PlanDifference>& differences() const { return kept_; }
  std::uint64_t count() const { return count_; }  // those not kept included

 private:
  void add(PlanCode code, std::string key, std::string message);

  PlanReader& plan_;
  std::vector<PlanDifference> kept_, moved_;
  std::uint64_t count_ = 0, moved_count_ = 0;
};

}  // namespace ingot::cli
