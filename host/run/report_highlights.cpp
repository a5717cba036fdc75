#include "host/run/report_highlights.hpp"

#include <algorithm>
#include <tuple>

#include "host/run/report_item.hpp"

namespace ingot::run {

using ledger::Item;

static void note_failed(ReportHighlights& picked, const Item& item) {
  ++picked.failed_items;
  if (picked.failed.size() < ReportHighlights::kMostFailed) picked.failed.push_back(item);
  const std::pair key(item.state, item.code);
  const auto known = picked.groups.find(key);
  if (known != picked.groups.end()) {
    ++known->second.items;
  } else if (picked.groups.size() < ReportHighlights::kMostGroups) {
    picked.groups.emplace(key, FailureGroup{1, item});
  } else {
    ++picked.ungrouped;
  }
}

static bool is_more_retried(const Item& a, const Item& b) {
  return std::tuple(attempts_of(a), a.requests) > std::tuple(attempts_of(b), b.requests);
}

static void note_retried(ReportHighlights& picked, const Item& item) {
  ++picked.retried_items;
  auto& kept = picked.retried;
  // Sorted; an equal one that came first stays first.
  kept.insert(std::upper_bound(kept.begin(), kept.end(), item, is_more_retried), item);
  if (kept.size() > ReportHighlights::kMostRetried) kept.pop_back();
}

Result<ReportHighlights> pick_highlights(const Report& report, ledger::Ledger& ledger) {
  ReportHighlights picked;
  INGOT_CHECK(ledger.each_item([&picked](const Item& item) {
    if (is_failed(item.state)) note_failed(picked, item);
    if (attempts_of(item) > 1) note_retried(picked, item);
    return Status();
  }));
  for (const SlowItem& slow : report.samples.slowest()) {
    INGOT_TRY(auto item, ledger.item(slow.seq));
    if (item) picked.slowest.emplace_back(*std::move(item), slow.took_ms);
  }
  return picked;
}

}  // namespace ingot::run
