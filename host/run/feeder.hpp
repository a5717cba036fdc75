// Feeder: turns what waits in the ledger into sessions: pending items into TRANSFER, transferred ones into LIFECYCLE,
// orphans into ABORT, and after a restart the batches that were open. Owned by the pipeline's thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "host/base/log.hpp"
#include "host/ledger/ledger.hpp"
#include "host/run/claims.hpp"
#include "host/run/item_listener.hpp"
#include "host/run/offline_check.hpp"
#include "host/run/part_wishes.hpp"
#include "host/run/tally.hpp"
#include "host/transfer/engine.hpp"

namespace ingot::run {

struct FeedOptions {
  std::size_t batch_items = 1;                    // most items of one session
  std::uint64_t batch_bytes = 512u << 20;         // a batch is closed when it holds this much
  std::size_t transfer_sessions = 6;              // always open while there is work: hides the vendor's latency
  std::size_t most_transfer_sessions = 20;        // while the line is idle all the same; bounds the items in memory
  std::size_t idle_below = 8;                     // requests in flight that mean an idle line, at least
  std::uint64_t part_cache = 1u << 30;            // bytes of parts in flight that the page cache is trusted to hold
  std::size_t lifecycle_sessions = 2;
  bool takes_sha256 = false;
  bool follows_pace = true;                       // measurements may change part sizes; false: parts are as planned

  // A batch of so many items and bytes takes no more.
  bool is_full(std::size_t items, std::uint64_t bytes) const {
    return items >= batch_items || (items > 0 && bytes >= batch_bytes);
  }
};

class Feeder {
 public:
  struct Parts {
    Clock& clock;
    ledger::Ledger& reader;  // read-only, sees what is committed
    transfer::Engine& engine;
    const OfflineCheck& check;
    Tally& tally;
    Log& log;  // says which items are refused before anything is sent, and why
    const ItemListeners& listeners;
  };
  Feeder(Parts parts, FeedOptions options);

  // What DISCOVER ended with; goes to every session.
  void set_context(std::string context) { context_ = std::move(context); }
  // Which part sizes were measured before; empty for a new run. Before reopen_batches().
  void set_part_wishes(PartWishes wishes) { part_wishes_ = std::move(wishes); }
  // Sessions for the batches an earlier process left open. Before the first feed().
  Status reopen_batches();
  // Opens what may be opened now. `may_wait`: more items are on their way, so a batch need not go out half empty.
  enum class Supply { still_coming, all_here };
  Status feed(Supply supply);
  // New items may be behind the cursor's last look.
  void look_again() { has_seen_all_ = false; }
  // A session of this feeder is over; its items are free when what is being recorded now is committed.
  void closed(const transfer::SessionSpec& spec);
  void committed(std::uint64_t sequence) { claims_.committed(sequence); }

  // Nothing pending, due later, transferred or orphaned, as far as the ledger shows.
  bool is_empty() const;
  // Wall-clock time of the next retry, if one waits.
  std::optional<std::int64_t> next_retry_ms() const { return next_retry_ms_; }
  void retry_at(std::int64_t wall_ms);
  std::size_t open(std::uint32_t op) const;
  // What an item being aborted will be afterwards.
  std::optional<ledger::ItemState> final_state(std::int64_t seq) const;

 private:
  Result<std::vector<ledger::Item>> take_pending();
  Status take_from(std::vector<ledger::Item>& taken, std::vector<ledger::Item> found);
  bool may_open_transfer(std::size_t opened_now) const;
  Result<bool> feed_transfer();
  Status feed_waiting(std::uint32_t op, ledger::ItemState from, ledger::ItemState to);
  Status open_batch(std::uint32_t op, ledger::ItemState from, ledger::ItemState become,
                    std::vector<transfer::SessionItem> items);
  Status reopen(const ledger::Batch& batch);
  Status start(transfer::SessionSpec spec);
  void retry_at_latest(std::int64_t wall_ms);
  void refuse(const transfer::SessionItem& item, const Refusal& refusal);

  Parts parts_;
  const FeedOptions options_;
  std::string context_;
  PartWishes part_wishes_;
  Claims claims_;
  std::map<std::uint32_t, std::size_t> open_;                   // sessions by operation
  std::map<std::int64_t, ledger::ItemState> final_states_;      // of items in ABORT
  std::int64_t cursor_ = 0, last_batch_ = 0;
  std::optional<std::int64_t> next_retry_ms_;
  std::uint64_t retry_recorded_ = 0;                            // the transaction of the latest retry
  bool has_seen_all_ = false;
};

}  // namespace ingot::run
