#include "host/run/tally.hpp"

namespace ingot::run {

using ledger::ItemState;

void Tally::load(const std::vector<ledger::StateCount>& counts) {
  items_ = {};
  bytes_ = {};
  for (const auto& count : counts) {
    items_[static_cast<std::size_t>(count.state)] = count.items;
    bytes_[static_cast<std::size_t>(count.state)] = count.bytes;
  }
}

void Tally::follow(const std::vector<ledger::StateCount>& counts) {
  Tally now;
  now.load(counts);
  const auto unreadable = static_cast<std::size_t>(ItemState::unreadable);
  const auto pending = static_cast<std::size_t>(ItemState::pending);
  const std::uint64_t new_items = now.total() - total();
  const std::uint64_t new_bytes = now.total_bytes() - total_bytes();
  const std::uint64_t new_unreadable = now.items_[unreadable] - items_[unreadable];
  const std::uint64_t unreadable_bytes = now.bytes_[unreadable] - bytes_[unreadable];
  items_[unreadable] += new_unreadable;
  bytes_[unreadable] += unreadable_bytes;
  items_[pending] += new_items - new_unreadable;
  bytes_[pending] += new_bytes - unreadable_bytes;
}

void Tally::move(ItemState from, ItemState to, std::uint64_t bytes) {
  --items_[static_cast<std::size_t>(from)];
  bytes_[static_cast<std::size_t>(from)] -= bytes;
  ++items_[static_cast<std::size_t>(to)];
  bytes_[static_cast<std::size_t>(to)] += bytes;
}

void Tally::revive(ItemState from, ItemState to, std::uint64_t bytes_before, std::uint64_t bytes_now) {
  move(from, to, bytes_before);
  bytes_[static_cast<std::size_t>(to)] += bytes_now - bytes_before;
}

std::uint64_t Tally::failed() const {
  std::uint64_t sum = 0;
  for (auto i = static_cast<std::size_t>(ItemState::done); i < items_.size(); ++i) sum += items_[i];
  return sum - in(ItemState::done) - in(ItemState::skipped);
}

std::uint64_t Tally::total_bytes() const {
  std::uint64_t sum = 0;
  for (const auto bytes : bytes_) sum += bytes;
  return sum;
}

std::uint64_t Tally::total() const {
  std::uint64_t sum = 0;
  for (const auto count : items_) sum += count;
  return sum;
}

}  // namespace ingot::run
