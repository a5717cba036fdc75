// Mutation: one change of a ledger; a Transaction is applied whole or not at all, in order. Values;
// no thread rule. Nothing in them may hold a secret (tokens, pre-signed URLs): callers scrub before
// they record.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "host/ledger/batch.hpp"
#include "host/ledger/history.hpp"
#include "host/ledger/item.hpp"

namespace ingot::ledger {

// seq is assigned by the ledger and batch must be 0. A key that is already there is ignored, so a
// scan may be repeated. The state may be pending, one that waits, or an ended one (unreadable), not
// one of a batch.
struct AddItem {
  Item item;
};

// Puts the batch's items (which must be in no other batch) into `items_become`: active, promoting
// or aborting. Their not_before_ms returns to 0; their tries are the caller's to count.
struct OpenBatch {
  Batch batch;
  ItemState items_become;
};

struct SaveState {
  std::int64_t batch;
  std::uint32_t schema;
  std::string state;
};

struct CountRestart {
  std::int64_t batch;
};

// About to be sent. Recording an action again makes it unanswered again: it is being sent anew.
struct RecordIntent {
  std::int64_t batch;
  std::uint64_t action;
};

// An answer; an intent need not have come before it (idempotent requests have none).
// entry.is_answered is ignored.
struct RecordAnswer {
  std::int64_t batch;
  JournalEntry entry;
};

// The state and what the session said; absent optionals stay as they are. A state outside batches
// takes the item out of its batch; one other than orphaned or aborting forgets final_state.
struct UpdateItem {
  std::int64_t seq;
  ItemState state;
  std::optional<ItemState> final_state;
  std::optional<std::uint32_t> tries;
  std::uint32_t add_requests = 0;
  std::int64_t not_before_ms =
      0;  // 1 = due at once, but found by due_retries() (seq may be behind the cursor)
  std::optional<std::string> remote_id, meta, code, message, sha256;
  std::int64_t ended_ms = 0;
  std::int64_t took_ms = 0;  // of the session; the longest one stays
};

// A person's decision that an ended item is to be tried again: its tries begin anew, its time and digest are forgotten,
// and as pending it is due at once (not_before_ms 1). The item must have ended.
struct ReviveItem {
  std::int64_t seq;
  ItemState state;                       // pending, transferred or orphaned
  std::optional<ItemState> final_state;  // of an orphaned one
  struct Source {
    std::uint64_t size;
    std::int64_t mtime_ns;
    std::uint64_t inode;
  };
  std::optional<Source> source;  // as the file is now; absent: as it was scanned
  std::optional<std::string> remote_id, meta;
  std::string message;
};

// Something about an item that its columns cannot tell: a request sent again, a session it came back from, a person's
// decision. An item that goes straight to its end has none. Beyond kMostHistory of an item nothing more is kept.
struct AddHistory {
  HistoryEntry entry;
};

// Removes the batch and its journal. By the end of the transaction none of its items may still be
// in it.
struct CloseBatch {
  std::int64_t batch;
};

// Run facts: job, plugin, options, scan_complete, ended … A name set again is overwritten.
struct SetFact {
  std::string name, value;
};

using Mutation = std::variant<AddItem, OpenBatch, SaveState, CountRestart, RecordIntent,
                              RecordAnswer, UpdateItem, ReviveItem, AddHistory, CloseBatch,
                              SetFact>;
using Transaction = std::vector<Mutation>;

// About how much memory a transaction occupies, in bytes; what bounded queues count.
std::size_t memory_size(const Transaction& transaction);

}  // namespace ingot::ledger
