// ItemListener: hears how items fare while it happens: every session that gave an item back, every item refused before
// anything was sent, every revival. Called on the pipeline's thread: must be quick and must not call back.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "host/ledger/item.hpp"

namespace ingot::run {

// Borrowed for the call. Texts are scrubbed.
struct ItemNews {
  std::int64_t seq = 0;
  std::string_view key = {};
  std::uint64_t size = 0;
  ledger::ItemState state = ledger::ItemState::pending;  // from now on
  std::uint32_t op = 0;                                  // of the session, INGOT_OP_*; 0 = there was none
  std::string_view code = {}, message = {}, remote_id = {};
  std::uint32_t attempts = 0;     // sessions so far, as a report counts them
  std::uint32_t requests = 0;     // of this session
  std::int64_t at_ms = 0;         // Unix time
  std::int64_t took_ms = 0;       // of this session
  std::int64_t next_try_ms = 0;   // Unix time; 0 = none, or at once
};

class ItemListener {
 public:
  virtual ~ItemListener() = default;
  virtual void item_moved(const ItemNews& news) = 0;
};

using ItemListeners = std::vector<ItemListener*>;

}  // namespace ingot::run
