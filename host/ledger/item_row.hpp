// ItemRow: the columns of an item in one order, for every statement that reads or writes whole
// items. Internal.
#pragma once

#include <string>

#include "host/ledger/item.hpp"
#include "host/ledger/sqlite.hpp"

namespace ingot::ledger {

#define INGOT_ITEM_COLUMNS                                                                       \
  "seq, key, size, mtime_ns, inode, state, final_state, tries, requests, not_before_ms, batch, " \
  "remote_id, meta, code, message, sha256, ended_ms, kind, path, row, took_ms"

// The present row of a statement that selected INGOT_ITEM_COLUMNS; invalid if a state is none.
Result<Item> item_of(const Rows& rows);

}  // namespace ingot::ledger
