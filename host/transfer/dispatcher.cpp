#include "host/transfer/dispatcher.hpp"

#include <algorithm>

#include <ingot/plugin.h>

#include "host/base/text.hpp"
#include "host/net/retry_after.hpp"
#include "host/transfer/etag.hpp"
#include "host/transfer/materialise.hpp"

namespace ingot::transfer {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// A store that answers three times with the wrong ETag is not going to get better.
static constexpr unsigned kMismatchesAllowed = 2;
// Intents may be written before there is a free slot, so that one disk sync serves many requests; no more of them than
// a resume after a kill can reasonably probe for.
static constexpr unsigned kIntentsAhead = 32;
// A wrong address or a vendor that is down should be said within seconds when nobody has answered yet.
static constexpr unsigned kRetriesBeforeFirstContact = 2;

Dispatcher::Dispatcher(Parts parts, DispatchOptions options)
    : parts_(parts),
      options_(options),
      window_(parts.workers, options.ahead,
              options.takes_sha256 ? DigestWindow::ItemDigest::sha256 : DigestWindow::ItemDigest::none),
      slots_({.byte_slots = options.byte_slots,
              .call_slots = options.call_slots,
              .byte_ceiling = options.byte_ceiling,
              .call_ceiling = options.call_ceiling}) {
  limits_["account"] = std::make_unique<LocalRateLimit>(options.calls_per_minute);
  // A vendor that counts calls in a minute counts a burst too: evenly spaced ones never exceed it.
  for (const auto& [name, per_minute] : options.rates)
    rates_[name] = std::make_unique<LocalRateLimit>(per_minute, 1);
}

RateLimit& Dispatcher::limit_for(const Open& open) {
  // What speaks for the vendor's account shares one limit; a storage host only has its own wish for quiet.
  const bool is_storage = plugin::has_exact_headers(open.action);
  auto& limit = limits_[is_storage ? open.origin : std::string("account")];
  if (!limit) limit = std::make_unique<LocalRateLimit>(0);
  return *limit;
}

RateLimit* Dispatcher::named_limit(const Open& open) {
  const auto found = rates_.find(open.action.rate);
  return found == rates_.end() ? nullptr : found->second.get();
}

void Dispatcher::submit(SessionId session, plugin::HttpAction action,
                        const std::vector<SessionItem>& items, std::uint64_t hold) {
  const std::uint64_t handle = new_id();
  Open open{.session = session, .action = std::move(action), .items = &items, .hold = hold};
  open.file_bytes = plugin::file_bytes(open.action);
  open.has_file = std::any_of(open.action.body.begin(), open.action.body.end(), [](const auto& s) {
    return s.kind == plugin::SegmentKind::file;
  });
  open.verifies_etag = options_.verifies_etag && plugin::verifies_etag(open.action);
  auto origin = origin_of(open.action);
  const std::uint32_t priority = open.action.priority;
  if (origin) open.origin = *origin;
  auto needs = digest_needs(open.action, items);
  if (needs) open.needs = *needs;
  open_.emplace(handle, std::move(open));
  if (!origin) return refuse(handle, INGOT_OUT_DENIED, origin.error().message);
  if (!needs) return refuse(handle, INGOT_OUT_DENIED, needs.error().message);
  const auto behind = std::find_if(queue_.begin(), queue_.end(), [&](std::uint64_t other) {
    return open_.at(other).action.priority < priority;
  });
  queue_.insert(behind, handle);
}

void Dispatcher::abandon(SessionId session, std::uint64_t action) {
  for (auto& [handle, open] : open_) {
    if (open.session != session || open.action.id != action) continue;
    open.is_abandoned = true;
    if (open.is_sent) return cancel_attempts(handle, open);
    return refuse(handle, INGOT_OUT_CANCELLED, "abandoned by the plugin");
  }
}

void Dispatcher::drop(SessionId session) {
  for (auto it = open_.begin(); it != open_.end();) {
    if (it->second.session != session) {
      ++it;
      continue;
    }
    if (is_unsent_intent(it->second)) --unsent_intents_;
    if (it->second.is_sent) {
      const bool is_raced = it->second.race.has_value();
      const std::size_t running = is_raced ? it->second.race->running() : 1;
      for (std::size_t i = 0; i < running; ++i) {
        free_slot(it->second);
        slots_.give_back(kind(it->second));
      }
      cancel_attempts(it->first, it->second);
      if (is_raced) twins_.erase(it->second.race->twin());
      races_.erase(it->first);
    }
    window_.forget(it->first);
    late_.erase(it->first);
    std::erase(queue_, it->first);
    it = open_.erase(it);
  }
}

std::vector<std::pair<SessionId, std::uint64_t>> Dispatcher::drain() {
  is_draining_ = true;
  window_.forget_all();
  std::vector<std::pair<SessionId, std::uint64_t>> unsent;
  for (auto& [handle, open] : open_) {
    if (is_unsent_intent(open)) unsent.emplace_back(open.session, open.action.id);
  }
  return unsent;
}

void Dispatcher::cancel_in_flight() {
  for (const auto& [handle, open] : open_) {
    if (open.is_sent) cancel_attempts(handle, open);
  }
}

std::optional<nanoseconds> Dispatcher::next_deadline() const { return deadline_; }

void Dispatcher::turn() {
  const nanoseconds now = parts_.clock.monotonic();
  deadline_.reset();
  is_window_shut_ = false;
  // A copy: advancing may answer an action, which may submit new ones.
  const std::vector<std::uint64_t> handles = queue_;
  for (const std::uint64_t handle : handles) {
    const auto it = open_.find(handle);
    if (it == open_.end()) continue;
    if (try_advance(handle, it->second, now)) std::erase(queue_, handle);
  }
  window_.hand_over();
  settle_races();
  tell_late(now);
  if (!is_draining_) send_twins(now);
  slots_.sample(std::max(traffic_.bytes_sent, parts_.workers.bytes_out()), now);
}

// One step towards the wire; true when the action has left the queue.
bool Dispatcher::try_advance(std::uint64_t handle, Open& open, nanoseconds now) {
  const auto wait_until = [&](nanoseconds time) {
    wake_at(time);
    return false;
  };
  if (is_draining_) return false;
  if (open.not_before > now) return wait_until(open.not_before);
  // Most of a long queue waits for a slot only, and every turn looks at all of it.
  const bool wants_slot = !needs_intent(open);
  if (open.has_asked_digests && wants_slot && !has_room(open)) return false;
  // Hashing goes on while the ledger or the login is waited for.
  if (!are_digests_settled(handle, open) || open.hold > committed_) return false;
  if (!is_login_settled(handle, open, now)) return false;
  if (wants_slot && !has_room(open)) return false;
  RateLimit& limit = limit_for(open);
  RateLimit* const rate = named_limit(open);
  const nanoseconds at = std::max(limit.earliest(now), rate == nullptr ? now : rate->earliest(now));
  if (at > now) return wait_until(at);
  if (needs_intent(open)) {
    if (unsent_intents_ >= kIntentsAhead) return false;
    ++unsent_intents_;
    open.has_intent = true;
    open.hold = parts_.listener.record_intent(open.session, open.action);
    return false;
  }
  limit.spend(now);
  if (rate != nullptr) rate->spend(now);
  send(handle, open, now);
  return true;
}

bool Dispatcher::needs_intent(const Open& open) {
  return !plugin::is_idempotent(open.action) && !open.has_intent;
}

bool Dispatcher::is_unsent_intent(const Open& open) {
  return open.has_intent && open.attempts == 0;
}

bool Dispatcher::is_login_settled(std::uint64_t handle, Open& open, nanoseconds now) {
  const std::string& credential = open.action.auth;
  if (credential.empty()) return true;
  switch (parts_.credentials.readiness(credential, now)) {
    case Credentials::Readiness::ready:
      if (parts_.credentials.is_ageing(credential, now)) parts_.listener.login_wanted(credential);
      return true;
    case Credentials::Readiness::needs_login:
      parts_.listener.login_wanted(credential);
      return false;
    case Credentials::Readiness::logging_in: return false;
    case Credentials::Readiness::failed:
      refuse(handle, INGOT_OUT_DENIED, parts_.credentials.failure(credential).message);
      return false;
  }
  return false;
}

std::optional<WantedDigest> Dispatcher::ahead_for_etag(const Open& open) const {
  const auto& [wanted, body, has_whole_item] = open.needs;
  if (!open.verifies_etag || !body) return std::nullopt;
  if (std::find(wanted.begin(), wanted.end(), *body) != wanted.end()) return std::nullopt;
  // Alone there is nobody to share the lanes with, and the answer comes sooner.
  const bool is_alone = queue_.size() == 1 && in_flight() == 0;
  return is_alone || !window_.is_share(body->length) ? std::nullopt : body;
}

bool Dispatcher::are_digests_settled(std::uint64_t handle, Open& open) {
  if (open.has_asked_digests) return window_.is_settled(handle);
  DigestNeeds needs = open.needs;
  if (const auto body = ahead_for_etag(open)) needs.wanted.push_back(*body);
  if (needs.wanted.empty()) return open.has_asked_digests = true;
  std::uint64_t bytes = 0;
  for (const WantedDigest& want : needs.wanted) bytes += want.length;
  // In the queue's order: a long one is not overtaken by short ones for ever.
  if (open.has_file && (is_window_shut_ || !window_.admits(bytes))) {
    is_window_shut_ = true;
    return false;
  }
  open.has_asked_digests = true;
  const std::uint64_t first_id = last_id_ + 1;
  last_id_ += needs.wanted.size();
  window_.ask(handle, std::move(needs), *open.items, first_id);
  return false;
}

bool Dispatcher::handle(DigestResult& result) {
  const auto arrival = window_.take(result);
  if (!arrival) return false;
  if (!arrival->status) {
    const Error& why = arrival->status.error();
    const bool is_stopped = why.kind == ErrorKind::cancelled;
    refuse(arrival->handle, is_stopped ? INGOT_OUT_CANCELLED : INGOT_OUT_SOURCE_CHANGED, why.message);
  }
  return true;
}

void Dispatcher::send(std::uint64_t handle, Open& open, nanoseconds now) {
  auto attempt = attempt_at(handle, open);
  if (!attempt) return refuse(handle, INGOT_OUT_DENIED, attempt.error().message);
  if (is_unsent_intent(open)) --unsent_intents_;
  take_slot(open);
  open.is_sent = true;
  ++open.attempts;
  open.login_generation = parts_.credentials.generation(open.action.auth);
  open.leg = leg_of(attempt->request, now);
  open.body_size = attempt->request.body_size;
  attempt->id = handle;
  attempt->held = window_.held(handle);
  window_.leave(handle);
  ++traffic_.requests;
  if (open.attempts == 1 && plugin::is_poll(open.action)) ++traffic_.polls;
  traffic_.held_until = std::max(nanoseconds(0), limit_for(open).earliest(now));
  parts_.workers.send(*std::move(attempt));
}

// True when the answer is a 401 that a fresh token may cure: once per action.
bool Dispatcher::wants_login_again(Open& open, const AttemptResult& result) {
  if (result.answer.delivery != net::Delivery::response || result.answer.response.status != 401) {
    return false;
  }
  if (open.action.auth.empty() || open.has_renewed_login) return false;
  open.has_renewed_login = true;
  parts_.credentials.rejected(open.action.auth, open.login_generation);
  return true;
}

// The store has other bytes than were sent.
bool Dispatcher::is_mismatch(const Open& open, const net::Answer& answer) {
  const bool is_success = answer.delivery == net::Delivery::response && answer.response.status / 100 == 2;
  if (!is_success || !open.verifies_etag || open.md5_hex.empty()) return false;
  return contradicts_md5(answer.response, open.md5_hex);
}

static std::uint32_t outcome_of(net::Delivery delivery, ErrorKind reason) {
  if (delivery == net::Delivery::source_failed && reason == ErrorKind::cancelled) {
    return INGOT_OUT_CANCELLED;
  }
  switch (delivery) {
    case net::Delivery::response: return INGOT_OUT_RESPONSE;
    case net::Delivery::not_sent: return INGOT_OUT_NOT_SENT;
    case net::Delivery::unknown: return INGOT_OUT_UNKNOWN;
    case net::Delivery::too_large: return INGOT_OUT_TOO_LARGE;
    case net::Delivery::cancelled: return INGOT_OUT_CANCELLED;
    case net::Delivery::source_failed: return INGOT_OUT_SOURCE_CHANGED;
  }
  return INGOT_OUT_UNKNOWN;
}

static AttemptFacts facts_of(const RetryPolicy& policy, const plugin::HttpAction& action,
                             unsigned attempts, const net::Answer& answer, std::int64_t wall_ms) {
  AttemptFacts facts{.is_idempotent = plugin::is_idempotent(action),
                     .attempts = attempts,
                     .delivery = answer.delivery,
                     .reason = answer.error.kind,
                     .status = answer.response.status,
                     .retry_after = {}};
  if (answer.delivery == net::Delivery::response) {
    if (const auto text = answer.response.header("retry-after")) {
      facts.retry_after = net::parse_retry_after(*text, wall_ms, policy.longest_retry_after);
    }
  }
  return facts;
}

static std::string trouble_of(const AttemptFacts& facts, const net::Answer& answer) {
  return facts.delivery == net::Delivery::response ? "http status " + std::to_string(facts.status) : answer.error.message;
}

void Dispatcher::settle(std::uint64_t handle, Open& open, AttemptResult result) {
  if (!result.md5_hex.empty()) open.md5_hex = std::move(result.md5_hex);
  if (!result.sha256_raw.empty()) open.sha256_raw = std::move(result.sha256_raw);
  const AttemptFacts facts =
      facts_of(options_.retry, open.action, open.attempts, result.answer, parts_.clock.wall_ms());
  if (facts.delivery == net::Delivery::response && (facts.status == 429 || facts.status == 503)) {
    ++traffic_.throttled;
  }
  if (const auto pause = account_pause(options_.retry, facts)) {
    RateLimit* const rate = named_limit(open);
    (rate == nullptr ? limit_for(open) : *rate).hold_until(parts_.clock.monotonic() + *pause);
  }
  if (wants_login_again(open, result)) {
    return is_draining_ ? forget(handle) : resend(handle, open, milliseconds(0), "the login was not accepted any more");
  }
  if (is_mismatch(open, result.answer)) {
    ++traffic_.mismatches;
    // Next time what is sent is hashed, not what was read some time before.
    open.doubts_md5 = true;
    open.md5_hex.clear();
    if (++open.mismatches <= kMismatchesAllowed) {
      return resend(handle, open, milliseconds(0), "the ETag is not the MD5 of what was sent");
    }
    return refuse(handle, INGOT_OUT_MISMATCH,
                  "the store answered with an ETag that is not the MD5 of what was sent");
  }
  if (!open.is_abandoned) {
    RetryPolicy policy = options_.retry;
    if (!has_reached_anyone_) policy.retries = std::min(policy.retries, kRetriesBeforeFirstContact);
    // Asking the system for entropy costs more than all the rest here: only where it may matter.
    const bool is_answered = facts.delivery == net::Delivery::response && facts.status / 100 == 2;
    const auto delay = resend_after(policy, facts, is_answered ? 0 : parts_.entropy.fraction());
    // A stopped run learns only what is certain: the rest stays open in the ledger, for resume to send or to probe.
    if (is_draining_ && (delay || facts.delivery != net::Delivery::response)) return forget(handle);
    if (delay) return resend(handle, open, *delay, trouble_of(facts, result.answer));
  }
  const bool is_reached = facts.delivery == net::Delivery::response && facts.status < 500;
  if (is_reached) {
    has_reached_anyone_ = true;
    traffic_.strikes = 0;
  } else if (facts.delivery != net::Delivery::source_failed &&
             facts.delivery != net::Delivery::cancelled) {
    ++traffic_.strikes;
    traffic_.last_strike = trouble_of(facts, result.answer);
  }
  HttpOutcome outcome;
  outcome.outcome = outcome_of(facts.delivery, facts.reason);
  outcome.status = facts.status;
  outcome.detail = result.answer.error.message;
  outcome.response = std::move(result.answer.response);
  outcome.sha256_raw = std::move(open.sha256_raw);
  const bool is_good = facts.delivery == net::Delivery::response && facts.status / 100 == 2;
  if (is_good) outcome.file_bytes = open.file_bytes;
  if (is_good && open.has_file) ++traffic_.parts;
  if (is_good && open.quiet_from > parts_.clock.monotonic()) {
    late_.emplace(handle, std::move(outcome));
  } else {
    finish(handle, std::move(outcome));
  }
}

void DispatchListener::resending(SessionId, const plugin::HttpAction&, const std::string&, milliseconds) {}

void Dispatcher::resend(std::uint64_t handle, Open& open, milliseconds delay, const std::string& why) {
  ++traffic_.resends;
  parts_.listener.resending(open.session, open.action, why, delay);
  open.not_before = parts_.clock.monotonic() + delay;
  queue_.push_back(handle);
}

void Dispatcher::refuse(std::uint64_t handle, std::uint32_t outcome, std::string detail) {
  HttpOutcome refused;
  refused.outcome = outcome;
  refused.detail = std::move(detail);
  finish(handle, std::move(refused));
}

void Dispatcher::forget(std::uint64_t handle) {
  window_.forget(handle);
  races_.erase(handle);
  late_.erase(handle);
  open_.erase(handle);
  std::erase(queue_, handle);
}

void Dispatcher::finish(std::uint64_t handle, HttpOutcome outcome) {
  const auto it = open_.find(handle);
  if (it == open_.end()) return;
  Open open = std::move(it->second);
  if (is_unsent_intent(open)) --unsent_intents_;
  open_.erase(it);
  window_.forget(handle);
  late_.erase(handle);
  std::erase(queue_, handle);
  outcome.attempts = open.attempts;
  traffic_.bytes_acked += outcome.file_bytes;
  parts_.listener.answered(open.session, open.action, std::move(outcome));
}

}  // namespace ingot::transfer
