#include "host/run/progress.hpp"

namespace ingot::run {

using ledger::ItemState;

std::uint64_t Progress::ended() const {
  std::uint64_t sum = 0;
  for (auto i = static_cast<std::size_t>(ItemState::done); i < items.size(); ++i) sum += items[i];
  return sum;
}

std::uint64_t Progress::settled_bytes() const {
  std::uint64_t sum = bytes_in(ItemState::transferred) + bytes_in(ItemState::promoting);
  for (auto i = static_cast<std::size_t>(ItemState::done); i < bytes.size(); ++i) sum += bytes[i];
  return sum;
}

std::uint64_t Progress::failed() const {
  return ended() - in(ItemState::done) - in(ItemState::skipped);
}

}  // namespace ingot::run
