// The dispatcher's attempts: how one is made, its slot, what is learned when it ends; and what is done about stragglers:
// a second attempt at a part that takes too long while nothing else waits to be sent, and the outcome of the two (Hedge,
// Race).
#include <algorithm>

#include "host/transfer/dispatcher.hpp"
#include "host/transfer/late_effect.hpp"
#include "host/transfer/materialise.hpp"

namespace ingot::transfer {

using std::chrono::nanoseconds;

bool Dispatcher::has_room(const Open& open) const {
  const bool is_held = is_account_upload(open) && options_.account_uploads > 0 &&
                       account_uploads_ >= options_.account_uploads;
  return !is_held && slots_.has_room(kind(open));
}

void Dispatcher::take_slot(const Open& open) {
  slots_.take(kind(open));
  if (is_account_upload(open)) ++account_uploads_;
}

void Dispatcher::free_slot(const Open& open) {
  if (is_account_upload(open)) --account_uploads_;
}

Result<Attempt> Dispatcher::attempt_at(std::uint64_t handle, Open& open) {
  INGOT_TRY(Attempt attempt, materialise(open.action, *open.items, parts_.vault, window_.values(handle)));
  if (open.md5_hex.empty() && !open.doubts_md5) open.md5_hex = window_.body_md5(handle);
  if (open.sha256_raw.empty()) open.sha256_raw = window_.sha256_raw(handle);
  attempt.wants_md5 = open.verifies_etag && open.md5_hex.empty();
  attempt.wants_sha256 = options_.takes_sha256 && open.needs.has_whole_item && open.sha256_raw.empty();
  return attempt;
}

Dispatcher::Leg Dispatcher::leg_of(const net::Request& request, nanoseconds now) {
  return {now, request.connect_timeout, std::min(request.stall_timeout, request.reply_timeout)};
}

void Dispatcher::cancel_attempts(std::uint64_t handle, const Open& open) {
  parts_.workers.cancel(handle);
  if (open.race) parts_.workers.cancel(open.race->twin());
}

// Frees the attempt's slot and learns from how it went.
void Dispatcher::give_back(Open& open, const AttemptResult& result, nanoseconds now) {
  const net::Answer& answer = result.answer;
  const Leg& leg = open.race && result.id == open.race->twin() ? open.twin : open.leg;
  const bool never_left = answer.delivery == net::Delivery::not_sent;
  const nanoseconds patience = never_left ? leg.connect_patience : leg.answer_patience;
  free_slot(open);
  slots_.give_back(kind(open), {leg.started, patience, answer}, now);
  const bool is_good = answer.delivery == net::Delivery::response && answer.response.status / 100 == 2;
  if (!open.has_file || !is_good) return;
  const nanoseconds took = now - leg.started;
  hedge_.answered(open.file_bytes, took);
  part_pace_.add(open.file_bytes, took - std::min<nanoseconds>(took, answer.timing.connect));
}

void Dispatcher::handle(AttemptResult result) {
  const auto twin = twins_.find(result.id);
  const auto it = open_.find(twin == twins_.end() ? result.id : twin->second);
  if (it == open_.end()) return;
  Open& open = it->second;
  const nanoseconds now = parts_.clock.monotonic();
  give_back(open, result, now);
  if (open.has_file) traffic_.bytes_sent += result.answer.timing.bytes_sent;
  if (is_part(open) && may_take_effect_later(result.answer, open.body_size)) open.quiet_from = now + kLateEffect;
  if (!open.race) {
    open.is_sent = false;
    return settle(it->first, open, std::move(result));
  }
  if (twin != twins_.end()) twins_.erase(twin);
  open.race->ended(std::move(result));
  if (const auto loser = open.race->loser()) parts_.workers.withdraw(*loser);
}

void Dispatcher::settle_races() {
  const std::set<std::uint64_t> handles = races_;
  for (const std::uint64_t handle : handles) {
    // Telling one outcome may drop a session that had another race.
    const auto it = open_.find(handle);
    if (it == open_.end() || !it->second.race->is_over()) continue;
    Open& open = it->second;
    AttemptResult result = open.race->take_result();
    open.race.reset();
    open.is_sent = false;
    races_.erase(handle);
    settle(handle, open, std::move(result));
  }
}

// Good outcomes that were held back. A stopped run tells them at once: its plugins cannot complete any more.
void Dispatcher::tell_late(nanoseconds now) {
  std::vector<std::uint64_t> due;
  for (const auto& [handle, outcome] : late_) {
    const nanoseconds at = open_.at(handle).quiet_from;
    if (at <= now || is_draining_) {
      due.push_back(handle);
    } else {
      wake_at(at);
    }
  }
  for (const std::uint64_t handle : due) {
    // Telling one outcome may drop a session that had another.
    if (auto outcome = late_.extract(handle)) finish(handle, std::move(outcome.mapped()));
  }
}

bool Dispatcher::may_straggle(std::uint64_t handle, const Open& open) const {
  return open.is_sent && open.has_file && !open.race && !open.is_abandoned && open.file_bytes > 0 &&
         plugin::is_idempotent(open.action) && hedge_.may_spend(open.file_bytes) &&
         parts_.workers.may_withdraw(handle);
}

// Only at the end, or when the vendor gives no more targets: a slot that sends something new is worth more.
void Dispatcher::send_twins(nanoseconds now) {
  if (slots_.in_flight(Slots::Kind::bytes) == 0) return;
  const bool has_waiting = std::any_of(queue_.begin(), queue_.end(),
                                       [&](std::uint64_t handle) { return open_.at(handle).has_file; });
  if (has_waiting) return;
  std::vector<std::pair<nanoseconds, std::uint64_t>> stragglers;  // by when they became ones
  for (const auto& [handle, open] : open_) {
    if (!may_straggle(handle, open)) continue;
    const auto after = hedge_.straggles_after(open.file_bytes);
    if (after) stragglers.emplace_back(open.leg.started + *after, handle);
  }
  std::sort(stragglers.begin(), stragglers.end());
  for (const auto& [since, handle] : stragglers) {
    Open& open = open_.at(handle);
    const nanoseconds at = std::max(since, limit_for(open).earliest(now));
    if (at > now) {
      wake_at(at);
    } else if (has_room(open) && hedge_.may_spend(open.file_bytes)) {
      send_twin(handle, open, now);
    }
  }
}

void Dispatcher::send_twin(std::uint64_t handle, Open& open, nanoseconds now) {
  auto attempt = attempt_at(handle, open);
  // The first is under way and will say what it comes to.
  if (!attempt) return;
  const std::uint64_t id = new_id();
  limit_for(open).spend(now);
  take_slot(open);
  hedge_.spend(open.file_bytes);
  open.twin = leg_of(attempt->request, now);
  open.race.emplace(handle, id);
  races_.insert(handle);
  twins_[id] = handle;
  attempt->id = id;
  // Whatever holds the first up may be its connection.
  attempt->request.reuse = net::Reuse::fresh_only;
  ++traffic_.requests;
  ++traffic_.twins;
  parts_.workers.send(*std::move(attempt));
}

}  // namespace ingot::transfer
