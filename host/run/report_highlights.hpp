// ReportHighlights: the items a person wants to see first, picked from a ledger in one pass. Bounded: what it keeps
// does not grow with the run; its counts are of all items.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "host/base/result.hpp"
#include "host/ledger/ledger.hpp"
#include "host/run/report.hpp"

namespace ingot::run {

// Failures of the same outcome and code.
struct FailureGroup {
  std::uint64_t items = 0;
  ledger::Item example;  // the first of them
};

struct ReportHighlights {
  static constexpr std::size_t kMostFailed = 2000, kMostRetried = 20, kMostGroups = 200;

  std::vector<ledger::Item> failed;   // the first kMostFailed, in the order of the scan
  std::vector<ledger::Item> retried;  // most attempts first, then most requests
  std::vector<std::pair<ledger::Item, std::int64_t>> slowest;  // with milliseconds, slowest first
  std::map<std::pair<ledger::ItemState, std::string>, FailureGroup> groups;
  std::uint64_t failed_items = 0, retried_items = 0;
  std::uint64_t ungrouped = 0;  // failures of groups beyond kMostGroups
};

Result<ReportHighlights> pick_highlights(const Report& report, ledger::Ledger& ledger);

}  // namespace ingot::run
