// Queries: everything that is read from a ledger file, as prepared statements. Internal to this
// folder; used by the thread of its connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/ledger/batch.hpp"
#include "host/ledger/item.hpp"
#include "host/ledger/sqlite.hpp"

namespace ingot::ledger {

// A page of items of one state: seq > after, by seq, at most `limit`.
struct Page {
  ItemState state;
  std::int64_t after;
  std::int64_t now_ms;  // pending ones only if not_before_ms <= now_ms
  std::size_t limit;
};

class Queries {
 public:
  // `connection` must outlive the queries.
  static Result<Queries> prepare(Connection& connection);

  Result<std::optional<std::string>> fact(std::string_view name);
  Result<std::optional<Item>> item(std::int64_t seq);
  // Reads through the keys the index does not have yet (up to some ten thousand).
  Result<std::optional<Item>> find(std::string_view key);
  Result<std::vector<Item>> next(const Page& page);
  Result<std::vector<Item>> any_after(std::int64_t after, std::size_t limit);
  Result<std::optional<std::int64_t>> earliest_retry();
  Result<std::vector<Item>> due_retries(std::int64_t now_ms, std::size_t limit);
  Result<std::vector<StateCount>> counts();
  Result<std::vector<Batch>> open_batches();
  Result<std::int64_t> last_batch();
  Result<std::vector<JournalEntry>> journal(std::int64_t batch);

 private:
  Queries() = default;
  Result<bool> has_any(ItemState state);

  Statement fact_, item_, find_indexed_, find_recent_, count_of_, next_pending_, next_waiting_,
      next_other_, any_after_, earliest_retry_, due_retries_, counts_, batches_, last_batch_,
      journal_;
};

}  // namespace ingot::ledger
