// The pipeline's side that is about single items: how a session gave one back, what is remembered of its way, and a
// person's wish to try ended ones again.
#include <ingot/plugin.h>

#include "host/base/text.hpp"
#include "host/run/pipeline.hpp"
#include "host/run/report_item.hpp"
#include "host/run/reported_size.hpp"

namespace ingot::run {

using ledger::ItemState;
using std::chrono::milliseconds;

void Pipeline::item_ended(transfer::SessionId, const transfer::SessionItem& item,
                          const plugin::ItemAction& end, const transfer::ItemTally& tally) {
  const std::uint32_t op = tally.op;
  plugin::ItemAction judged = end;
  if (op == INGOT_OP_TRANSFER && end.result == INGOT_IT_DONE && options_.verifies_size) {
    if (const auto size = reported_size(end.meta); item.has_bytes && size && *size != item.file.size) {
      judged.result = INGOT_IT_REJECTED;
      judged.code = "size";
      judged.message = "the vendor holds " + std::to_string(*size) + " bytes, the file has " +
                       std::to_string(item.file.size);
    }
  }
  ledger::UpdateItem update = outcome_of(op, item, feeder_->final_state(item.seq), judged, options_.outcome,
                                         parts_.clock.wall_ms(), parts_.entropy.fraction());
  update.add_requests = tally.requests;
  if (!tally.sha256_raw.empty()) update.sha256 = tally.sha256_raw;
  if (update.message) update.message = parts_.keeper.scrub(*update.message);
  if (update.meta) update.meta = parts_.keeper.scrub(*update.meta);
  if (update.state == ItemState::pending) feeder_->retry_at(std::max<std::int64_t>(1, update.not_before_ms));
  if (op == INGOT_OP_TRANSFER) {
    update.took_ms = std::chrono::duration_cast<milliseconds>(tally.took).count();
    samples_.item_took(item.seq, update.took_ms);
  }
  const ItemState from = op == INGOT_OP_TRANSFER    ? ItemState::active
                         : op == INGOT_OP_LIFECYCLE ? ItemState::promoting
                                                    : ItemState::aborting;
  tally_.move(from, update.state, item.file.size);
  const std::string why = update.message.value_or("");
  tell(item, tally, judged, update);
  engine_->record(std::move(update));
  if (judged.result != INGOT_IT_DONE && judged.result != INGOT_IT_SKIPPED) {
    parts_.log.write(Level::warn, printable(item.key) + ": " + judged.code + ": " + why);
  }
  if (judged.result == INGOT_IT_AUTH) stop({EndReason::auth, why});
}

// As a report will count them, when the ledger has the update.
static std::uint32_t attempts_after(const transfer::SessionItem& item, const ledger::UpdateItem& update) {
  ledger::Item later;
  later.state = update.state;
  later.tries = update.tries.value_or(item.tries);
  later.requests = 1;
  return attempts_of(later);
}

// What an item's columns cannot tell is remembered; one that goes straight to its end leaves no trace but them.
void Pipeline::tell(const transfer::SessionItem& item, const transfer::ItemTally& tally,
                    const plugin::ItemAction& judged, const ledger::UpdateItem& update) {
  const std::uint32_t attempts = item.tries + 1;
  const bool is_good = judged.result == INGOT_IT_DONE || judged.result == INGOT_IT_SKIPPED;
  const std::string message = update.message.value_or("");
  if (tally.op == INGOT_OP_TRANSFER) standouts_.item_came_back(item, attempts, tally.resends);
  if (is_good && tally.op == INGOT_OP_TRANSFER && item.n_parts > 1) {
    remember(item.seq, "part", true, std::to_string(tally.parts_acknowledged) + " of " +
                                         std::to_string(item.n_parts) + " parts acknowledged");
  }
  if (!is_good) {
    remember(item.seq, "session", false, "try " + std::to_string(attempts) + ": " + judged.code + ": " + message +
                                             "; " + std::string(ledger::to_string(update.state)) + " from now on");
  } else if (attempts > 1 || tally.resends > 0) {
    remember(item.seq, "session", true, "try " + std::to_string(attempts) + " went well after " +
                                            std::to_string(tally.requests) + " requests");
  }
  if (parts_.listeners.empty()) return;
  // An ABORT that went well says nothing of why the item failed; the ledger has known since before it.
  ledger::Item known;
  if (!update.message) {
    if (auto read = parts_.reader.item(item.seq); read && *read) known = **std::move(read);
  }
  const ItemNews news{.seq = item.seq,
                      .key = item.key,
                      .size = item.file.size,
                      .state = update.state,
                      .op = tally.op,
                      .code = update.code ? std::string_view(*update.code) : known.code,
                      .message = update.message ? std::string_view(message) : known.message,
                      .remote_id = judged.remote_id.empty() ? item.remote_id : judged.remote_id,
                      .attempts = attempts_after(item, update),
                      .requests = tally.requests,
                      .at_ms = parts_.clock.wall_ms(),
                      .took_ms = std::chrono::duration_cast<milliseconds>(tally.took).count(),
                      .next_try_ms = update.state == ItemState::pending ? update.not_before_ms : 0};
  for (ItemListener* listener : parts_.listeners) listener->item_moved(news);
}

void Pipeline::remember(std::int64_t seq, std::string what, bool is_good, std::string text) {
  engine_->record(ledger::AddHistory{{seq, parts_.clock.wall_ms(), std::move(what), is_good, std::move(text)}});
}

void Pipeline::resent(transfer::SessionId, const transfer::SessionItem& item, const std::string& text) {
  remember(item.seq, "request", false, printable(parts_.keeper.scrub(text)));
}

void Pipeline::serve_desk() {
  if (parts_.desk == nullptr || !is_ready_) return;
  if (revived_) {
    if (engine_->committed() < revived_->transaction) return;
    parts_.desk->answer(std::move(revived_->answer));
    revived_.reset();
  }
  auto wish = parts_.desk->take();
  if (!wish) return;
  RevivalAnswer answer;
  for (const auto& revival : *wish) {
    auto refusal = revive(revival);
    if (!refusal) return stop({EndReason::unavailable, refusal.error().message});
    if (*refusal) {
      answer.refused.emplace_back(revival.seq, **std::move(refusal));
    } else {
      ++answer.revived;
    }
  }
  if (answer.revived == 0) return parts_.desk->answer(std::move(answer));
  revived_ = Revived{std::move(answer), engine_->transaction()};
}

Result<std::optional<std::string>> Pipeline::revive(const ledger::ReviveItem& revival) {
  const auto refusal = [](const char* why) { return std::optional<std::string>(why); };
  // Between the wish and now it may have been revived by another.
  INGOT_TRY(const auto item, parts_.reader.item(revival.seq));
  if (!item || !ledger::is_ended(item->state)) return refusal("it has not ended");
  if (is_stopping_) return refusal("the run is stopping");
  const std::uint64_t size = revival.source ? revival.source->size : item->size;
  // The sums follow the scan by what it adds, and neither of these is that.
  const bool moves_sums = item->state == ItemState::unreadable || size != item->size;
  if (!is_scan_complete_ && moves_sums) return refusal("the scan goes on; ask again when it is complete");
  tally_.revive(item->state, revival.state, item->size, size);
  remember(item->seq, "retry", true, revival.message);
  engine_->record(revival);
  if (revival.state == ItemState::pending) feeder_->retry_at(1);
  const ItemNews news{.seq = item->seq,
                      .key = item->key,
                      .size = size,
                      .state = revival.state,
                      .message = revival.message,
                      .remote_id = item->remote_id,
                      .at_ms = parts_.clock.wall_ms()};
  for (ItemListener* listener : parts_.listeners) listener->item_moved(news);
  return std::optional<std::string>();
}

}  // namespace ingot::run
