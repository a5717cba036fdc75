#include "host/ledger/queries.hpp"

#include <utility>

#include "host/base/text.hpp"
#include "host/ledger/blob_codec.hpp"
#include "host/ledger/item_row.hpp"
#include "host/ledger/key_index.hpp"

namespace ingot::ledger {

namespace {

constexpr const char* kFact = "select value from fact where name = ?1";
constexpr const char* kItem = "select " INGOT_ITEM_COLUMNS " from item where seq = ?1";
constexpr const char* kFindIndexed =
    "select " INGOT_ITEM_COLUMNS
    " from item where key = ?2 and seq in (select seq from item_key where hash = ?1)";
constexpr const char* kFindRecent =
    "select " INGOT_ITEM_COLUMNS
    " from item where key = ?1 and"
    " seq > coalesce((select value from mark where name = 'keys_indexed'), 0)";
constexpr const char* kCountOf = "select items from tally where state = ?1";
constexpr const char* kNextPending =
    "select " INGOT_ITEM_COLUMNS
    " from item where state = 0 and not_before_ms <= ?3 and seq > ?1 order by seq limit ?2";
// The literal list is what lets SQLite take the partial index.
constexpr const char* kNextWaiting =
    "select " INGOT_ITEM_COLUMNS
    " from item indexed by item_waiting"
    " where state = ?3 and state in (2, 4) and seq > ?1 order by seq limit ?2";
constexpr const char* kNextOther =
    "select " INGOT_ITEM_COLUMNS " from item where state = ?3 and seq > ?1 order by seq limit ?2";
constexpr const char* kAnyAfter =
    "select " INGOT_ITEM_COLUMNS " from item where seq > ?1 order by seq limit ?2";
constexpr const char* kEarliestRetry =
    "select min(not_before_ms) from item indexed by item_retry where state = 0 and not_before_ms > "
    "0";
constexpr const char* kDueRetries =
    "select " INGOT_ITEM_COLUMNS
    " from item indexed by item_retry where state = 0 and not_before_ms > 0 and not_before_ms <= ?1"
    " order by not_before_ms, seq limit ?2";
constexpr const char* kCounts =
    "select state, items, bytes from tally where items > 0 order by state";
constexpr const char* kBatches =
    "select id, op, restarts, entropy, state_schema, state, items from batch order by id";
constexpr const char* kLastBatch = "select seq from sqlite_sequence where name = 'batch'";
constexpr const char* kJournal =
    "select action, is_answered, outcome, status, headers, body from journal where batch = ?1"
    " order by action";

Error unknown_state() {
  return Error{ErrorKind::invalid,
               "the file is damaged (an item has no known state); restore it from a copy or start "
               "a new run"};
}

Result<std::vector<Item>> items_of(Rows& rows) {
  std::vector<Item> items;
  while (true) {
    INGOT_TRY(bool has_row, rows.next());
    if (!has_row) return items;
    INGOT_TRY(Item item, item_of(rows));
    items.push_back(std::move(item));
  }
}

Result<std::optional<Item>> one_item_of(Rows&& rows) {
  INGOT_TRY(bool has_row, rows.next());
  if (!has_row) return std::optional<Item>();
  INGOT_TRY(Item item, item_of(rows));
  return std::optional(std::move(item));
}

Result<Batch> batch_of(const Rows& rows) {
  Batch batch;
  batch.id = rows.integer(0);
  batch.op = static_cast<std::uint32_t>(rows.integer(1));
  batch.restarts = static_cast<std::uint32_t>(rows.integer(2));
  batch.entropy = rows.bytes(3);
  batch.state_schema = static_cast<std::uint32_t>(rows.integer(4));
  batch.state = rows.bytes(5);
  INGOT_TRY(batch.items, decode_items(rows.bytes(6)));
  return batch;
}

Result<JournalEntry> entry_of(const Rows& rows) {
  JournalEntry entry;
  entry.action = static_cast<std::uint64_t>(rows.integer(0));
  entry.is_answered = rows.integer(1) != 0;
  entry.outcome = static_cast<std::uint32_t>(rows.integer(2));
  entry.status = static_cast<std::uint32_t>(rows.integer(3));
  INGOT_TRY(entry.headers, decode_headers(rows.bytes(4)));
  entry.body = rows.bytes(5);
  return entry;
}

}  // namespace

Result<Item> item_of(const Rows& rows) {
  Item item;
  auto state = item_state(rows.integer(5));
  if (!state) return unknown_state();
  item.seq = rows.integer(0);
  item.key = rows.bytes(1);
  item.size = static_cast<std::uint64_t>(rows.integer(2));
  item.mtime_ns = rows.integer(3);
  item.inode = static_cast<std::uint64_t>(rows.integer(4));
  item.state = *state;
  if (!rows.is_null(6)) {
    item.final_state = item_state(rows.integer(6));
    if (!item.final_state) return unknown_state();
  }
  item.tries = static_cast<std::uint32_t>(rows.integer(7));
  item.requests = static_cast<std::uint32_t>(rows.integer(8));
  item.not_before_ms = rows.integer(9);
  item.batch = rows.integer(10);
  item.remote_id = rows.bytes(11);
  item.meta = rows.bytes(12);
  item.code = rows.bytes(13);
  item.message = rows.bytes(14);
  item.sha256 = rows.bytes(15);
  item.ended_ms = rows.integer(16);
  item.kind = rows.integer(17) == 0 ? ItemKind::file : ItemKind::plain;
  item.path = rows.bytes(18);
  item.row = rows.bytes(19);
  item.took_ms = rows.integer(20);
  return item;
}

Result<Queries> Queries::prepare(Connection& connection) {
  Queries queries;
  const std::pair<Statement*, const char*> all[] = {
      {&queries.fact_, kFact},
      {&queries.item_, kItem},
      {&queries.find_indexed_, kFindIndexed},
      {&queries.find_recent_, kFindRecent},
      {&queries.count_of_, kCountOf},
      {&queries.next_pending_, kNextPending},
      {&queries.next_waiting_, kNextWaiting},
      {&queries.next_other_, kNextOther},
      {&queries.any_after_, kAnyAfter},
      {&queries.earliest_retry_, kEarliestRetry},
      {&queries.due_retries_, kDueRetries},
      {&queries.counts_, kCounts},
      {&queries.batches_, kBatches},
      {&queries.last_batch_, kLastBatch},
      {&queries.journal_, kJournal},
  };
  for (auto [statement, sql] : all) {
    INGOT_TRY(*statement, connection.prepare(sql));
  }
  return queries;
}

Result<std::optional<std::string>> Queries::fact(std::string_view name) {
  Rows rows = fact_.start(name);
  INGOT_TRY(bool has_row, rows.next());
  return has_row ? std::optional(rows.bytes(0)) : std::nullopt;
}

Result<std::optional<Item>> Queries::item(std::int64_t seq) {
  return one_item_of(item_.start(seq));
}

Result<std::optional<Item>> Queries::find(std::string_view key) {
  INGOT_TRY(std::optional<Item> indexed, one_item_of(find_indexed_.start(stored_hash(key), key)));
  if (indexed) return indexed;
  return one_item_of(find_recent_.start(key));
}

Result<bool> Queries::has_any(ItemState state) {
  Rows rows = count_of_.start(static_cast<std::int64_t>(state));
  INGOT_TRY(bool has_row, rows.next());
  return has_row && rows.integer(0) > 0;
}

Result<std::vector<Item>> Queries::next(const Page& page) {
  // A state without items is known from the tally; looking for it would read the whole table.
  INGOT_TRY(bool is_there, has_any(page.state));
  if (!is_there) return std::vector<Item>();
  if (page.state == ItemState::pending) {
    Rows rows = next_pending_.start(page.after, page.limit, page.now_ms);
    return items_of(rows);
  }
  bool is_indexed = page.state == ItemState::transferred || page.state == ItemState::orphaned;
  Statement& statement = is_indexed ? next_waiting_ : next_other_;
  Rows rows = statement.start(page.after, page.limit, static_cast<std::int64_t>(page.state));
  return items_of(rows);
}

Result<std::vector<Item>> Queries::any_after(std::int64_t after, std::size_t limit) {
  Rows rows = any_after_.start(after, limit);
  return items_of(rows);
}

Result<std::optional<std::int64_t>> Queries::earliest_retry() {
  Rows rows = earliest_retry_.start();
  INGOT_TRY(bool has_row, rows.next());
  bool is_any = has_row && !rows.is_null(0);
  return is_any ? std::optional(rows.integer(0)) : std::nullopt;
}

Result<std::vector<Item>> Queries::due_retries(std::int64_t now_ms, std::size_t limit) {
  Rows rows = due_retries_.start(now_ms, limit);
  return items_of(rows);
}

Result<std::vector<StateCount>> Queries::counts() {
  std::vector<StateCount> counts;
  Rows rows = counts_.start();
  while (true) {
    INGOT_TRY(bool has_row, rows.next());
    if (!has_row) return counts;
    auto state = item_state(rows.integer(0));
    if (!state) return unknown_state();
    counts.push_back({*state, static_cast<std::uint64_t>(rows.integer(1)),
                      static_cast<std::uint64_t>(rows.integer(2))});
  }
}

Result<std::vector<Batch>> Queries::open_batches() {
  std::vector<Batch> batches;
  Rows rows = batches_.start();
  while (true) {
    INGOT_TRY(bool has_row, rows.next());
    if (!has_row) return batches;
    INGOT_TRY(Batch batch, batch_of(rows));
    batches.push_back(std::move(batch));
  }
}

Result<std::int64_t> Queries::last_batch() {
  Rows rows = last_batch_.start();
  INGOT_TRY(bool has_row, rows.next());
  return has_row ? rows.integer(0) : 0;
}

Result<std::vector<JournalEntry>> Queries::journal(std::int64_t batch) {
  std::vector<JournalEntry> entries;
  Rows rows = journal_.start(batch);
  while (true) {
    INGOT_TRY(bool has_row, rows.next());
    if (!has_row) return entries;
    INGOT_TRY(JournalEntry entry, entry_of(rows));
    entries.push_back(std::move(entry));
  }
}

}  // namespace ingot::ledger
