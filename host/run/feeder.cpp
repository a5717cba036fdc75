#include "host/run/feeder.hpp"

#include <algorithm>

#include <ingot/plugin.h>

#include "host/base/text.hpp"

namespace ingot::run {

using ledger::ItemState;

// Commits take a few milliseconds.
static constexpr std::int64_t kLookAgainMs = 50;

Feeder::Feeder(Parts parts, FeedOptions options) : parts_(parts), options_(options) {}

std::size_t Feeder::open(std::uint32_t op) const {
  const auto it = open_.find(op);
  return it == open_.end() ? 0 : it->second;
}

std::optional<ItemState> Feeder::final_state(std::int64_t seq) const {
  const auto it = final_states_.find(seq);
  if (it == final_states_.end()) return std::nullopt;
  return it->second;
}

void Feeder::retry_at(std::int64_t wall_ms) {
  retry_at_latest(wall_ms);
  retry_recorded_ = parts_.engine.transaction();
}

void Feeder::retry_at_latest(std::int64_t wall_ms) {
  next_retry_ms_ = next_retry_ms_ ? std::min(*next_retry_ms_, wall_ms) : wall_ms;
}

bool Feeder::is_empty() const {
  return has_seen_all_ && !next_retry_ms_ && parts_.tally.in(ItemState::transferred) == 0 &&
         parts_.tally.in(ItemState::orphaned) == 0;
}

void Feeder::closed(const transfer::SessionSpec& spec) {
  if (spec.batch == 0) return;
  --open_[spec.op];
  std::vector<std::int64_t> seqs;
  for (const auto& item : spec.items) {
    // What ended in an earlier life may be in another session by now.
    if (item.has_ended) continue;
    seqs.push_back(item.seq);
    final_states_.erase(item.seq);
  }
  claims_.release_after(parts_.engine.transaction(), std::move(seqs));
}

Status Feeder::reopen_batches() {
  INGOT_TRY(last_batch_, parts_.reader.last_batch());
  INGOT_TRY(next_retry_ms_, parts_.reader.earliest_retry());
  INGOT_TRY(const auto batches, parts_.reader.open_batches());
  for (const auto& batch : batches) INGOT_CHECK(reopen(batch));
  return {};
}

Status Feeder::reopen(const ledger::Batch& batch) {
  transfer::SessionSpec spec;
  spec.op = batch.op;
  spec.batch = batch.id;
  spec.context = context_;
  spec.entropy = batch.entropy;
  spec.state = batch.state;
  spec.state_schema = batch.state_schema;
  spec.restarts = batch.restarts + 1;
  INGOT_TRY(spec.journal, parts_.reader.journal(batch.id));
  for (const std::int64_t seq : batch.items) {
    INGOT_TRY(const auto item, parts_.reader.item(seq));
    if (!item) return Error{ErrorKind::invalid, "ledger: batch names an item that is not there"};
    INGOT_TRY(transfer::SessionItem made, parts_.check.session_item(*item, batch.op, part_wishes_.of(batch.id)));
    made.has_ended = item->batch != batch.id;
    if (item->final_state) final_states_[seq] = *item->final_state;
    if (!made.has_ended) claims_.take(seq);
    spec.items.push_back(std::move(made));
  }
  parts_.engine.record(ledger::CountRestart{batch.id});
  return start(std::move(spec));
}

Status Feeder::feed(Supply supply) {
  INGOT_CHECK(feed_waiting(INGOT_OP_ABORT, ItemState::orphaned, ItemState::aborting));
  INGOT_CHECK(feed_waiting(INGOT_OP_LIFECYCLE, ItemState::transferred, ItemState::promoting));
  if (next_retry_ms_ && *next_retry_ms_ <= parts_.clock.wall_ms()) has_seen_all_ = false;
  for (std::size_t opened = 0; may_open_transfer(opened) && !has_seen_all_; ++opened) {
    // While others keep the line busy a fuller batch is worth a moment's wait.
    const std::uint64_t waiting = parts_.tally.in(ItemState::pending);
    const bool is_worth_waiting = supply == Supply::still_coming && open(INGOT_OP_TRANSFER) > 0;
    if (is_worth_waiting && waiting < options_.batch_items) return {};
    INGOT_TRY(const bool has_more, feed_transfer());
    if (!has_more) break;
  }
  return {};
}

// A vendor that lets everybody wait (async jobs, slow polls) leaves the line idle: then one more batch a turn may start.
bool Feeder::may_open_transfer(std::size_t opened_now) const {
  const std::size_t count = open(INGOT_OP_TRANSFER);
  if (count < options_.transfer_sessions) return true;
  const unsigned uploads = parts_.engine.slots().limit(transfer::Slots::Kind::bytes);
  return opened_now == 0 && count < options_.most_transfer_sessions &&
         parts_.engine.in_flight() < std::max<std::size_t>(options_.idle_below, uploads);
}

Status Feeder::take_from(std::vector<ledger::Item>& taken, std::vector<ledger::Item> found) {
  std::uint64_t bytes = 0;
  for (const auto& item : taken) bytes += item.size;
  for (auto& item : found) {
    if (claims_.has(item.seq)) continue;
    if (options_.is_full(taken.size(), bytes)) {
      has_seen_all_ = false;
      break;
    }
    bytes += item.size;
    // A retried item may lie behind the cursor; the cursor itself never goes back.
    if (item.not_before_ms == 0) cursor_ = std::max(cursor_, item.seq);
    taken.push_back(std::move(item));
  }
  return {};
}

Result<std::vector<ledger::Item>> Feeder::take_pending() {
  const std::int64_t now = parts_.clock.wall_ms();
  std::vector<ledger::Item> taken;
  if (next_retry_ms_ && *next_retry_ms_ <= now) {
    // Claimed ones may still show as due until their session's opening is committed.
    INGOT_TRY(auto due, parts_.reader.due_retries(now, options_.batch_items + claims_.size()));
    INGOT_CHECK(take_from(taken, std::move(due)));
    if (taken.size() < options_.batch_items) {
      INGOT_TRY(next_retry_ms_, parts_.reader.earliest_retry());
      // The reader sees what is committed; one that is due at once may not be yet, and nobody would look again.
      if (parts_.engine.committed() < retry_recorded_) retry_at_latest(now + kLookAgainMs);
      // What is claimed is not waiting any more; look again only when the ledger has caught up.
      if (next_retry_ms_ && *next_retry_ms_ <= now) {
        next_retry_ms_ = claims_.size() > 0 || !taken.empty() ? std::optional(now + kLookAgainMs) : std::nullopt;
      }
    }
    if (!taken.empty()) return taken;
  }
  has_seen_all_ = true;
  INGOT_TRY(auto fresh, parts_.reader.next(ItemState::pending, cursor_, now, options_.batch_items));
  // A full page means there may be more behind it.
  if (fresh.size() == options_.batch_items) has_seen_all_ = false;
  INGOT_CHECK(take_from(taken, std::move(fresh)));
  return taken;
}

// False when nothing was pending.
Result<bool> Feeder::feed_transfer() {
  INGOT_TRY(const auto taken, take_pending());
  if (taken.empty()) return false;
  const std::int64_t batch = last_batch_ + 1;
  if (options_.follows_pace && part_wishes_.follow(batch, parts_.engine.part_wish(options_.part_cache))) {
    parts_.engine.record(ledger::SetFact{std::string(PartWishes::kFact), part_wishes_.text()});
  }
  INGOT_TRY(auto checked, parts_.check.check(taken, context_, part_wishes_.of(batch)));
  std::vector<transfer::SessionItem> items;
  for (auto& one : checked) {
    if (one.refusal) {
      refuse(one.item, *one.refusal);
    } else {
      items.push_back(std::move(one.item));
    }
  }
  if (items.empty()) return true;
  INGOT_CHECK(open_batch(INGOT_OP_TRANSFER, ItemState::pending, ItemState::active, std::move(items)));
  return true;
}

void Feeder::refuse(const transfer::SessionItem& item, const Refusal& refusal) {
  ledger::UpdateItem update{};
  update.seq = item.seq;
  update.state = refusal.state;
  if (!refusal.remote_id.empty()) update.remote_id = refusal.remote_id;
  update.code = refusal.code;
  update.message = refusal.message;
  update.ended_ms = parts_.clock.wall_ms();
  parts_.engine.record(std::move(update));
  parts_.tally.move(ItemState::pending, refusal.state, item.file.size);
  if (refusal.state != ItemState::skipped) {
    parts_.log.write(Level::warn, printable(item.key) + ": " + refusal.code + ": " + printable(refusal.message));
  }
  const ItemNews news{.seq = item.seq,
                      .key = item.key,
                      .size = item.file.size,
                      .state = refusal.state,
                      .code = refusal.code,
                      .message = refusal.message,
                      .remote_id = refusal.remote_id,
                      .attempts = item.tries > 0 ? item.tries + 1 : 0,
                      .at_ms = parts_.clock.wall_ms()};
  for (ItemListener* listener : parts_.listeners) listener->item_moved(news);
  claims_.take(item.seq);
  claims_.release_after(parts_.engine.transaction(), {item.seq});
}

Status Feeder::feed_waiting(std::uint32_t op, ItemState from, ItemState to) {
  const std::uint64_t waiting = parts_.tally.in(from);
  if (waiting == 0 || open(op) >= options_.lifecycle_sessions) return {};
  // Promotion is not urgent: full batches while transfers go on.
  if (waiting < options_.batch_items && open(INGOT_OP_TRANSFER) > 0) return {};
  INGOT_TRY(auto found, parts_.reader.next(from, 0, 0, options_.batch_items + claims_.size()));
  std::vector<transfer::SessionItem> items;
  for (const auto& item : found) {
    if (claims_.has(item.seq) || items.size() >= options_.batch_items) continue;
    if (item.final_state) final_states_[item.seq] = *item.final_state;
    INGOT_TRY(transfer::SessionItem made, parts_.check.session_item(item, op));
    items.push_back(std::move(made));
  }
  // The rest is on its way into the ledger: one full batch, not two halves, so that a plan can foretell the calls. What
  // failed waits for nothing: its clean-up shows whether the vendor still answers.
  const bool is_partial = items.size() < std::min<std::uint64_t>(waiting, options_.batch_items);
  if (op == INGOT_OP_LIFECYCLE && is_partial) return {};
  return open_batch(op, from, to, std::move(items));
}

Status Feeder::open_batch(std::uint32_t op, ItemState from, ItemState become,
                          std::vector<transfer::SessionItem> items) {
  transfer::SessionSpec spec;
  spec.op = op;
  spec.batch = ++last_batch_;
  spec.context = context_;
  spec.entropy = parts_.engine.fresh_entropy();
  ledger::Batch batch;
  batch.id = spec.batch;
  batch.op = op;
  batch.entropy = spec.entropy;
  for (const auto& item : items) {
    claims_.take(item.seq);
    batch.items.push_back(item.seq);
    parts_.tally.move(from, become, item.file.size);
  }
  spec.items = std::move(items);
  parts_.engine.record(ledger::OpenBatch{std::move(batch), become});
  return start(std::move(spec));
}

Status Feeder::start(transfer::SessionSpec spec) {
  // A single part's bytes are digested while they are sent; several parts leave in any order, so the whole file is
  // digested beside them.
  std::vector<std::size_t> digested_beside;
  for (std::size_t i = 0; i < spec.items.size(); ++i) {
    const bool is_wanted = options_.takes_sha256 && spec.op == INGOT_OP_TRANSFER;
    if (is_wanted && spec.items[i].n_parts > 1 && !spec.items[i].has_ended) digested_beside.push_back(i);
  }
  ++open_[spec.op];
  INGOT_TRY(const transfer::SessionId session, parts_.engine.open(std::move(spec)));
  for (const std::size_t i : digested_beside) parts_.engine.take_sha256(session, i);
  return {};
}

}  // namespace ingot::run
