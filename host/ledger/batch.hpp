// Batch: items that share one vendor conversation, with the plugin's checkpoint; and the journal of
// what was asked and answered in it. Values; no thread rule.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ingot::ledger {

struct Batch {
  std::int64_t id = 0;   // chosen by the caller: Ledger::last_batch() + 1, + 2, …
  std::uint32_t op = 0;  // INGOT_OP_*
  std::uint32_t restarts = 0;
  std::string entropy;  // 32 bytes
  std::uint32_t state_schema = 0;
  std::string state;                // the plugin's checkpoint
  std::vector<std::int64_t> items;  // seqs in batch order
};

struct JournalEntry {
  std::uint64_t action = 0;
  bool is_answered = false;  // false: sent, outcome unknown
  std::uint32_t outcome = 0, status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

}  // namespace ingot::ledger
