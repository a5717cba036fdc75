#include "host/ledger/item.hpp"

namespace ingot::ledger {

std::string_view to_string(ItemState state) {
  switch (state) {
    case ItemState::pending:
      return "pending";
    case ItemState::active:
      return "active";
    case ItemState::transferred:
      return "transferred";
    case ItemState::promoting:
      return "promoting";
    case ItemState::orphaned:
      return "orphaned";
    case ItemState::aborting:
      return "aborting";
    case ItemState::done:
      return "done";
    case ItemState::skipped:
      return "skipped";
    case ItemState::rejected:
      return "rejected";
    case ItemState::failed:
      return "failed";
    case ItemState::auth:
      return "auth";
    case ItemState::conflict:
      return "conflict";
    case ItemState::unknown:
      return "unknown";
    case ItemState::source_changed:
      return "source_changed";
    case ItemState::unreadable:
      return "unreadable";
  }
  return "invalid";
}

std::optional<ItemState> item_state(std::int64_t number) {
  if (number < 0 || number >= static_cast<std::int64_t>(kItemStates)) return std::nullopt;
  auto state = static_cast<ItemState>(number);
  return to_string(state) == "invalid" ? std::nullopt : std::optional(state);
}

}  // namespace ingot::ledger
