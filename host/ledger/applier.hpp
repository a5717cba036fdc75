// Applier: carries out mutations inside an open SQLite transaction and keeps the invariants between
// items, batches and the tally. It neither begins nor commits. After a failure it is out of step
// with the file and must not be used again. Internal to this folder; used by the thread of its
// connection.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "host/ledger/item.hpp"
#include "host/ledger/key_index.hpp"
#include "host/ledger/mutation.hpp"
#include "host/ledger/sqlite.hpp"

namespace ingot::ledger {

class Applier {
 public:
  // `connection` must outlive the applier.
  static Result<Applier> prepare(Connection& connection);

  // Every mutation in order, then the checks and sums of the whole.
  Status apply(const Transaction& transaction);
  // The seq of a key; as fast as adding looks it up.
  Result<std::optional<std::int64_t>> find(std::string_view key) { return keys_.find(key); }

 private:
  Applier(Connection& connection, KeyIndex keys)
      : connection_(&connection), keys_(std::move(keys)) {}

  Status one(const AddItem& add);
  Status one(const OpenBatch& open);
  Status one(const SaveState& save);
  Status one(const CountRestart& count);
  Status one(const RecordIntent& intent);
  Status one(const RecordAnswer& answer);
  Status one(const UpdateItem& update);
  Status one(const ReviveItem& revive);
  Status one(const AddHistory& add);
  Status one(const CloseBatch& close);
  Status one(const SetFact& fact);

  struct Standing {  // what a change of state must know about an item
    ItemState state;
    std::uint64_t size;
    std::int64_t batch;
  };
  Result<Standing> standing(std::int64_t seq);
  Result<Standing> read_standing(std::int64_t seq);
  Status insert(const Item& item);
  Status enter_batch(std::int64_t seq, const OpenBatch& open);
  void count(ItemState state, std::int64_t items, std::uint64_t size);
  // An internal error naming the batch unless the latest statement changed a row.
  Status check_batch_was_open(std::int64_t batch) const;
  Status check_closed_batches();
  Status load_batched();
  Status write_tally();

  struct Delta {
    std::int64_t items = 0, bytes = 0;
  };
  struct ClosedBatch {
    std::int64_t id;
    std::vector<std::int64_t> items;
  };

  Connection* connection_;  // outlives this
  KeyIndex keys_;
  Statement insert_item_, standing_, update_item_, revive_item_, enter_batch_, insert_batch_,
      save_state_, count_restart_, record_intent_, record_answer_, batch_items_, delete_journal_, delete_batch_,
      set_fact_, add_history_, add_tally_;
  std::int64_t last_seq_ = 0;
  // Every item of an open batch: what changes most is not read again from the file (1.4 µs an
  // item).
  std::unordered_map<std::int64_t, Standing> batched_;
  std::array<Delta, kItemStates> deltas_{};  // of the transaction being applied
  std::vector<ClosedBatch> closed_;          // by the transaction being applied
};

}  // namespace ingot::ledger
