// What the dispatcher does about stragglers: a second attempt at a part that takes too long while nothing else waits to
// be sent, and the outcome of the two (Hedge, Race).
#include <algorithm>

#include "host/transfer/dispatcher.hpp"
#include "host/transfer/materialise.hpp"

namespace ingot::transfer {

using std::chrono::nanoseconds;

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

// Outcomes of races that are over and may be told.
void Dispatcher::settle_races(nanoseconds now) {
  const std::set<std::uint64_t> handles = races_;
  for (const std::uint64_t handle : handles) {
    // Telling one outcome may drop a session that had another race.
    const auto it = open_.find(handle);
    if (it == open_.end() || !it->second.race->is_over()) continue;
    Open& open = it->second;
    // A failure is only resent or told; nobody completes on it.
    if (open.race->has_winner() && open.race->due() > now) {
      wake_at(open.race->due());
      continue;
    }
    AttemptResult result = open.race->take_result();
    open.race.reset();
    open.is_sent = false;
    races_.erase(handle);
    settle(handle, open, std::move(result));
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
