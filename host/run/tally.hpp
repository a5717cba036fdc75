// Tally: how many items and bytes are in each state, kept as they move. Owned by the pipeline's thread.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "host/ledger/item.hpp"

namespace ingot::run {

class Tally {
 public:
  using PerState = std::array<std::uint64_t, ledger::kItemStates>;

  void load(const std::vector<ledger::StateCount>& counts);
  // Takes in what a scan has added to the ledger since: whatever exceeds the total known here is new, and only a scan
  // makes items unreadable.
  void follow(const std::vector<ledger::StateCount>& counts);
  void move(ledger::ItemState from, ledger::ItemState to, std::uint64_t bytes);
  // An ended item is tried again, perhaps with another size.
  void revive(ledger::ItemState from, ledger::ItemState to, std::uint64_t bytes_before, std::uint64_t bytes_now);

  std::uint64_t in(ledger::ItemState state) const { return items_[static_cast<std::size_t>(state)]; }
  const PerState& items() const { return items_; }
  const PerState& bytes() const { return bytes_; }
  std::uint64_t failed() const;  // ended, and neither done nor skipped
  std::uint64_t total() const;
  std::uint64_t total_bytes() const;

 private:
  PerState items_{}, bytes_{};
};

}  // namespace ingot::run
