// Item: one thing to ingest, as the ledger keeps it, and the states it goes through. Values; no
// thread rule.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ingot::ledger {

// Stored numbers: never renumber.
enum class ItemState : std::uint8_t {
  pending = 0,      // waits for a TRANSFER batch (not before not_before_ms)
  active = 1,       // in a TRANSFER batch
  transferred = 2,  // whole at the vendor, waits for LIFECYCLE
  promoting = 3,    // in a LIFECYCLE batch
  orphaned = 4,     // failed but left something remote; waits for ABORT (final_state tells the end)
  aborting = 5,     // in an ABORT batch
  done = 16,        // from here on: ended
  skipped = 17,
  rejected = 18,
  failed = 19,  // retries used up
  auth = 20,
  conflict = 21,
  unknown = 22,
  source_changed = 23,
  unreadable = 24,  // the scan found it and could not take it
};
// One more than the largest state: the size of a table with a row for each.
inline constexpr std::size_t kItemStates = 25;

inline bool is_ended(ItemState state) {
  return state >= ItemState::done;
}
// In an open batch; an item is in one exactly while its state says so.
inline bool is_in_batch(ItemState state) {
  return state == ItemState::active || state == ItemState::promoting ||
         state == ItemState::aborting;
}
// The word shown to people and written to reports; "invalid" for a number that is no state.
std::string_view to_string(ItemState state);
// Nothing if `number` is no state (a damaged or newer file).
std::optional<ItemState> item_state(std::int64_t number);

// What an item consists of. Stored numbers: never renumber.
enum class ItemKind : std::uint8_t {
  file = 0,   // bytes below the source's root
  plain = 1,  // a URI or a record: nothing to send but facts
};

struct Item {
  std::int64_t seq = 0;  // 1, 2, … in the order added
  std::string key;
  ItemKind kind = ItemKind::file;
  std::string path;  // of the file below the root where it is not the key; else empty
  std::string row;   // JSON of the manifest or record row it comes from, see io/table_row.hpp; or empty
  std::uint64_t size = 0;
  std::int64_t mtime_ns = 0;
  std::uint64_t inode = 0;
  ItemState state = ItemState::pending;
  std::optional<ItemState> final_state;  // what an orphaned or aborting item will end as
  std::uint32_t tries = 0;               // sessions that have had it
  std::uint32_t requests = 0;            // HTTP attempts spent on it
  std::int64_t not_before_ms = 0;        // 0 = at once
  std::int64_t batch = 0;                // 0 = none
  std::string remote_id, meta;           // as the plugin reported; meta is JSON or empty
  std::string code, message;             // why it ended so
  std::string sha256;                    // 32 raw bytes or empty
  std::int64_t ended_ms = 0;
  std::int64_t took_ms = 0;              // ItemTally::took, of the TRANSFER session that took longest
};

struct StateCount {
  ItemState state;
  std::uint64_t items, bytes;
};

}  // namespace ingot::ledger
