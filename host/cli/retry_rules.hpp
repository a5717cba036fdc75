// RetryRules: which ended items may be given another try, and as what they go on, so that nothing is brought twice.
// Pure. What a file looks like now is the caller's to find out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "host/ledger/item.hpp"
#include "host/ledger/mutation.hpp"

namespace ingot::cli {

// What was asked for on the command line.
struct RetryWish {
  bool has_failed = false;    // failed, auth, source_changed, unreadable
  bool has_rejected = false;  // rejected, conflict
  bool has_unknown = false;
};

struct RetryRules {
  bool has_lifecycle = false;     // of the job, as in OutcomePolicy
  bool can_abort = false;         // the plugin
  std::int64_t now_ms = 0;        // wall clock
  std::int64_t stable_for_ms = 0; // a file written to later than this ago is still being written
};

// The file as it is now; or why it cannot be sent.
using SourceNow = std::variant<ledger::ReviveItem::Source, std::string>;

bool is_meant(const ledger::Item& item, const RetryWish& wish);

// Whether judging the item needs its file to be looked at.
bool wants_source(const ledger::Item& item, const RetryRules& rules);

// The change to the ledger, or the reason why the item stays as it is. `now`: given when wants_source says so.
using RetryVerdict = std::variant<ledger::ReviveItem, std::string>;
RetryVerdict judge_retry(const ledger::Item& item, const RetryRules& rules, const std::optional<SourceNow>& now);

}  // namespace ingot::cli
