// RunDiff: where two runs' items ended differently, by key. Streams: memory does not grow with the items. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/ledger/ledger.hpp"

namespace ingot::cli {

struct ItemDifference {
  std::string key;
  std::optional<ledger::Item> before, after;  // nothing: the run does not have it
  std::vector<std::string> fields;            // "outcome", "remote_id", "size", "sha256"; empty when one has it not
};

struct DiffCounts {
  std::uint64_t same = 0, different = 0, only_before = 0, only_after = 0;
  bool is_equal() const { return different + only_before + only_after == 0; }
};

// What differs of one item. A digest that only one run has taken says nothing. Pure.
std::vector<std::string> different_fields(const ledger::Item& before, const ledger::Item& after);

// Calls `tell` for every item that differs: those of the first run in its order, then what only the second one has.
Result<DiffCounts> diff_ledgers(ledger::Ledger& before, ledger::Ledger& after,
                                const std::function<void(const ItemDifference&)>& tell);

}  // namespace ingot::cli
