// HistoryEntry: one thing that happened to an item on its way, as the ledger keeps it for people. Not what the program
// decides by. Values; no thread rule.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace ingot::ledger {

// Of one item; a store that refuses everything must not fill the disk.
inline constexpr std::size_t kMostHistory = 200;

struct HistoryEntry {
  std::int64_t item = 0;   // its seq
  std::int64_t at_ms = 0;  // Unix time
  std::string what;        // "request", "session", "part", "retry"
  bool is_good = false;
  std::string text;        // scrubbed
};

}  // namespace ingot::ledger
