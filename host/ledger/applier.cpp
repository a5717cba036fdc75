#include "host/ledger/applier.hpp"

#include <string>
#include <utility>

#include "host/base/text.hpp"
#include "host/ledger/blob_codec.hpp"
#include "host/ledger/item_row.hpp"

namespace ingot::ledger {

namespace {

constexpr const char* kInsertItem =
    "insert into item(" INGOT_ITEM_COLUMNS
    ") values(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, ?11, ?12, ?13, ?14, ?15, ?16, ?17,"
    " ?18, ?19, 0)";
constexpr const char* kStanding = "select state, size, batch from item where seq = ?1";
// Written with `or`: for `in` SQLite makes a table in memory, at every execution.
constexpr const char* kUpdateItem =
    "update item set state = ?2,"
    " final_state = iif(?2 = 4 or ?2 = 5, coalesce(?3, final_state), null),"
    " tries = coalesce(?4, tries), requests = requests + ?5, not_before_ms = ?6,"
    " batch = iif(?2 = 1 or ?2 = 3 or ?2 = 5, batch, 0), remote_id = coalesce(?7, remote_id),"
    " meta = coalesce(?8, meta), code = coalesce(?9, code), message = coalesce(?10, message),"
    " sha256 = coalesce(?11, sha256), ended_ms = ?12, took_ms = max(took_ms, ?13) where seq = ?1";
constexpr const char* kReviveItem =
    "update item set state = ?2, final_state = ?3, tries = 0, not_before_ms = iif(?2 = 0, 1, 0),"
    " size = coalesce(?4, size), mtime_ns = coalesce(?5, mtime_ns), inode = coalesce(?6, inode),"
    " remote_id = coalesce(?7, remote_id), meta = coalesce(?8, meta), message = ?9,"
    " sha256 = iif(?2 = 0, x'', sha256), ended_ms = 0, took_ms = 0 where seq = ?1";
constexpr const char* kEnterBatch =
    "update item set state = ?2, batch = ?3, not_before_ms = 0 where seq = ?1";
constexpr const char* kInsertBatch =
    "insert into batch(id, op, restarts, entropy, state_schema, state, items)"
    " values(?1, ?2, ?3, ?4, ?5, ?6, ?7)";
constexpr const char* kSaveState = "update batch set state_schema = ?2, state = ?3 where id = ?1";
constexpr const char* kCountRestart = "update batch set restarts = restarts + 1 where id = ?1";
// Both insert nothing, and so change no row, if the batch is not open.
constexpr const char* kRecordIntent =
    "insert or replace into journal(batch, action, is_answered, outcome, status, headers, body)"
    " select id, ?2, 0, 0, 0, x'', x'' from batch where id = ?1";
constexpr const char* kRecordAnswer =
    "insert or replace into journal(batch, action, is_answered, outcome, status, headers, body)"
    " select id, ?2, 1, ?3, ?4, ?5, ?6 from batch where id = ?1";
constexpr const char* kBatchItems = "select items from batch where id = ?1";
constexpr const char* kDeleteJournal = "delete from journal where batch = ?1";
constexpr const char* kDeleteBatch = "delete from batch where id = ?1";
constexpr const char* kSetFact = "insert or replace into fact(name, value) values(?1, ?2)";
// Inserts nothing when the item has its share.
constexpr const char* kAddHistory =
    "insert into history(item, number, at_ms, what, is_good, text)"
    " select ?1, last + 1, ?2, ?3, ?4, ?5 from"
    " (select coalesce(max(number), 0) as last from history where item = ?1) where last < ?6";
constexpr const char* kAddTally =
    "insert into tally(state, items, bytes) values(?1, ?2, ?3)"
    " on conflict(state) do update set items = items + ?2, bytes = bytes + ?3";

Error broken_rule(std::string message) {
  return Error{ErrorKind::internal, std::move(message)};
}

std::string name_of(std::int64_t seq) {
  return "item " + std::to_string(seq);
}
std::string name_of_batch(std::int64_t id) {
  return "batch " + std::to_string(id);
}

std::int64_t number(ItemState state) {
  return static_cast<std::int64_t>(state);
}

std::optional<std::int64_t> number(std::optional<ItemState> state) {
  return state ? std::optional(number(*state)) : std::nullopt;
}

std::optional<Blob> blob(const std::optional<std::string>& bytes) {
  return bytes ? std::optional(Blob{*bytes}) : std::nullopt;
}

}  // namespace

Result<Applier> Applier::prepare(Connection& connection) {
  INGOT_TRY(KeyIndex keys, KeyIndex::load(connection));
  Applier applier(connection, std::move(keys));
  const std::pair<Statement*, const char*> all[] = {
      {&applier.insert_item_, kInsertItem},
      {&applier.standing_, kStanding},
      {&applier.update_item_, kUpdateItem},
      {&applier.revive_item_, kReviveItem},
      {&applier.enter_batch_, kEnterBatch},
      {&applier.insert_batch_, kInsertBatch},
      {&applier.save_state_, kSaveState},
      {&applier.count_restart_, kCountRestart},
      {&applier.record_intent_, kRecordIntent},
      {&applier.record_answer_, kRecordAnswer},
      {&applier.batch_items_, kBatchItems},
      {&applier.delete_journal_, kDeleteJournal},
      {&applier.delete_batch_, kDeleteBatch},
      {&applier.set_fact_, kSetFact},
      {&applier.add_history_, kAddHistory},
      {&applier.add_tally_, kAddTally},
  };
  for (auto [statement, sql] : all) {
    INGOT_TRY(*statement, connection.prepare(sql));
  }
  INGOT_TRY(applier.last_seq_, connection.integer("select max(seq) from item"));
  INGOT_CHECK(applier.load_batched());
  return applier;
}

Status Applier::load_batched() {
  INGOT_TRY(Statement all, connection_->prepare("select items from batch"));
  Rows rows = all.start();
  while (true) {
    INGOT_TRY(bool has_row, rows.next());
    if (!has_row) return {};
    INGOT_TRY(std::vector<std::int64_t> items, decode_items(rows.bytes(0)));
    for (std::int64_t seq : items) {
      INGOT_TRY(Standing now, read_standing(seq));
      if (now.batch != 0) batched_.emplace(seq, now);
    }
  }
}

Status Applier::apply(const Transaction& transaction) {
  for (const Mutation& mutation : transaction) {
    INGOT_CHECK(std::visit([this](const auto& change) { return one(change); }, mutation));
  }
  INGOT_CHECK(check_closed_batches());
  return write_tally();
}

Status Applier::one(const AddItem& add) {
  const Item& item = add.item;
  if (item.key.empty()) return broken_rule("add item: its key is empty");
  if (is_in_batch(item.state) || item.batch != 0) {
    return broken_rule("add item '" + printable(item.key) + "': a new item is in no batch");
  }
  INGOT_TRY(std::optional<std::int64_t> known, keys_.find(item.key));
  if (known) return {};
  Status inserted = insert(item);
  if (!inserted) return inserted.error().within("add item '" + printable(item.key) + "'");
  return {};
}

Status Applier::insert(const Item& item) {
  std::int64_t seq = last_seq_ + 1;
  INGOT_CHECK(insert_item_.run(seq, item.key, item.size, item.mtime_ns, item.inode,
                               number(item.state), number(item.final_state), item.tries,
                               item.requests, item.not_before_ms, item.remote_id, item.meta,
                               item.code, item.message, Blob{item.sha256}, item.ended_ms,
                               static_cast<std::int64_t>(item.kind), item.path, item.row));
  last_seq_ = seq;
  count(item.state, +1, item.size);
  return keys_.add(item.key, seq);
}

Status Applier::one(const OpenBatch& open) {
  const Batch& batch = open.batch;
  if (!is_in_batch(open.items_become) || batch.id <= 0) {
    return broken_rule("open " + name_of_batch(batch.id) + ": its items cannot become " +
                       std::string(to_string(open.items_become)));
  }
  Status inserted =
      insert_batch_.run(batch.id, batch.op, batch.restarts, Blob{batch.entropy}, batch.state_schema,
                        Blob{batch.state}, Blob{encode_items(batch.items)});
  if (!inserted) return inserted.error().within("open " + name_of_batch(batch.id));
  for (std::int64_t seq : batch.items) {
    Status entered = enter_batch(seq, open);
    if (!entered) return entered.error().within("open " + name_of_batch(batch.id));
  }
  return {};
}

Status Applier::enter_batch(std::int64_t seq, const OpenBatch& open) {
  INGOT_TRY(Standing was, standing(seq));
  if (was.batch != 0) return broken_rule(name_of(seq) + " is in " + name_of_batch(was.batch));
  INGOT_CHECK(enter_batch_.run(seq, number(open.items_become), open.batch.id));
  batched_.emplace(seq, Standing{open.items_become, was.size, open.batch.id});
  count(was.state, -1, was.size);
  count(open.items_become, +1, was.size);
  return {};
}

Status Applier::one(const SaveState& save) {
  INGOT_CHECK(save_state_.run(save.batch, save.schema, Blob{save.state}));
  return check_batch_was_open(save.batch);
}

Status Applier::one(const CountRestart& restart) {
  INGOT_CHECK(count_restart_.run(restart.batch));
  return check_batch_was_open(restart.batch);
}

Status Applier::one(const RecordIntent& intent) {
  INGOT_CHECK(record_intent_.run(intent.batch, intent.action));
  return check_batch_was_open(intent.batch);
}

Status Applier::one(const RecordAnswer& answer) {
  const JournalEntry& entry = answer.entry;
  INGOT_CHECK(record_answer_.run(answer.batch, entry.action, entry.outcome, entry.status,
                                 Blob{encode_headers(entry.headers)}, Blob{entry.body}));
  return check_batch_was_open(answer.batch);
}

Status Applier::one(const UpdateItem& update) {
  INGOT_TRY(Standing was, standing(update.seq));
  if (is_in_batch(update.state) && was.batch == 0) {
    return broken_rule("update " + name_of(update.seq) + ": it is in no batch and cannot become " +
                       std::string(to_string(update.state)));
  }
  Status updated =
      update_item_.run(update.seq, number(update.state), number(update.final_state), update.tries,
                       update.add_requests, update.not_before_ms, update.remote_id, update.meta,
                       update.code, update.message, blob(update.sha256), update.ended_ms,
                       update.took_ms);
  if (!updated) return updated.error().within("update " + name_of(update.seq));
  if (was.state == update.state) return {};
  if (!is_in_batch(update.state)) {
    batched_.erase(update.seq);
  } else if (auto held = batched_.find(update.seq); held != batched_.end()) {
    held->second.state = update.state;
  }
  count(was.state, -1, was.size);
  count(update.state, +1, was.size);
  return {};
}

Status Applier::one(const ReviveItem& revive) {
  INGOT_TRY(Standing was, standing(revive.seq));
  if (!is_ended(was.state) || is_ended(revive.state) || is_in_batch(revive.state)) {
    return broken_rule("revive " + name_of(revive.seq) + ": " + std::string(to_string(was.state)) +
                       " cannot become " + std::string(to_string(revive.state)));
  }
  if ((revive.state == ItemState::orphaned) != revive.final_state.has_value()) {
    return broken_rule("revive " + name_of(revive.seq) +
                       ": exactly an orphaned item has a final state");
  }
  const auto& source = revive.source;
  Status revived = revive_item_.run(
      revive.seq, number(revive.state), number(revive.final_state),
      source ? std::optional(source->size) : std::nullopt,
      source ? std::optional(source->mtime_ns) : std::nullopt,
      source ? std::optional(source->inode) : std::nullopt, revive.remote_id, revive.meta,
      revive.message);
  if (!revived) return revived.error().within("revive " + name_of(revive.seq));
  count(was.state, -1, was.size);
  count(revive.state, +1, source ? source->size : was.size);
  return {};
}

Status Applier::one(const AddHistory& add) {
  const HistoryEntry& entry = add.entry;
  Status added = add_history_.run(entry.item, entry.at_ms, entry.what, entry.is_good ? 1 : 0,
                                  entry.text, kMostHistory);
  if (!added) return added.error().within("history of " + name_of(entry.item));
  return {};
}

Status Applier::one(const CloseBatch& close) {
  ClosedBatch closed{close.batch, {}};
  {
    Rows rows = batch_items_.start(close.batch);
    INGOT_TRY(bool has_row, rows.next());
    if (has_row) {
      INGOT_TRY(closed.items, decode_items(rows.bytes(0)));
    }
  }
  INGOT_CHECK(delete_journal_.run(close.batch));
  INGOT_CHECK(delete_batch_.run(close.batch));
  INGOT_CHECK(check_batch_was_open(close.batch));
  closed_.push_back(std::move(closed));
  return {};
}

Status Applier::one(const SetFact& fact) {
  Status written = set_fact_.run(fact.name, fact.value);
  if (!written) return written.error().within("fact '" + printable(fact.name) + "'");
  return {};
}

Result<Applier::Standing> Applier::standing(std::int64_t seq) {
  auto known = batched_.find(seq);
  if (known != batched_.end()) return known->second;
  return read_standing(seq);
}

Result<Applier::Standing> Applier::read_standing(std::int64_t seq) {
  Rows rows = standing_.start(seq);
  INGOT_TRY(bool has_row, rows.next());
  if (!has_row) return broken_rule(name_of(seq) + " does not exist");
  auto state = item_state(rows.integer(0));
  if (!state) {
    return Error{ErrorKind::invalid,
                 "the file is damaged (" + name_of(seq) + " has no known state)"};
  }
  return Standing{*state, static_cast<std::uint64_t>(rows.integer(1)), rows.integer(2)};
}

void Applier::count(ItemState state, std::int64_t items, std::uint64_t size) {
  Delta& delta = deltas_[static_cast<std::size_t>(state)];
  delta.items += items;
  delta.bytes += items * static_cast<std::int64_t>(size);
}

Status Applier::check_batch_was_open(std::int64_t batch) const {
  if (connection_->changes() > 0) return {};
  return broken_rule(name_of_batch(batch) + " is not open");
}

Status Applier::check_closed_batches() {
  // An item left in a batch that is gone would never be looked at again.
  for (const ClosedBatch& closed : closed_) {
    for (std::int64_t seq : closed.items) {
      auto left = batched_.find(seq);
      if (left == batched_.end() || left->second.batch != closed.id) continue;
      return broken_rule("close " + name_of_batch(closed.id) + ": " + name_of(seq) + " is still " +
                         std::string(to_string(left->second.state)) + " in it");
    }
  }
  closed_.clear();
  return {};
}

Status Applier::write_tally() {
  for (std::size_t state = 0; state < deltas_.size(); ++state) {
    Delta& delta = deltas_[state];
    if (delta.items == 0 && delta.bytes == 0) continue;
    INGOT_CHECK(add_tally_.run(state, delta.items, delta.bytes));
    delta = {};
  }
  return {};
}

}  // namespace ingot::ledger
