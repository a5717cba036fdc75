// The pipeline's side that is for people: where it stands, why it is not faster, and how it went over time.
#include <algorithm>

#include "host/base/text.hpp"
#include "host/run/pipeline.hpp"

namespace ingot::run {

using ledger::ItemState;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// Nobody looks more often, and a busy run turns thousands of times a second.
static constexpr nanoseconds kPublishEvery = milliseconds(50);
static constexpr nanoseconds kLookEvery = milliseconds(500);

std::string Pipeline::reason() const {
  const nanoseconds now = parts_.clock.monotonic();
  const transfer::Traffic& traffic = engine_->traffic();
  if (is_stopping_) return "stopping";
  if (!is_ready_) return "asking the vendor what it needs";
  if (traffic.held_until > now) {
    return "the vendor asked for quiet, " +
           human_duration(std::chrono::duration_cast<milliseconds>(traffic.held_until - now)) + " more";
  }
  if (engine_->sessions() == 0 && !is_scan_complete_) return "waiting for the scan";
  if (engine_->in_flight() == 0 && feeder_->next_retry_ms()) return "waiting to retry";
  return "network and vendor; " + pace();
}

// Samples are placed by the clock on the wall but measured by the one that never jumps.
std::int64_t Pipeline::sample_time() const {
  return started_wall_ms_ +
         std::chrono::duration_cast<milliseconds>(parts_.clock.monotonic() - started_).count();
}

SampleCounts Pipeline::counts() const {
  const transfer::Traffic& traffic = engine_->traffic();
  return {.bytes = traffic.bytes_sent,
          .requests = traffic.requests,
          .resends = traffic.resends,
          .throttled = traffic.throttled,
          .ended = tally_.in(ItemState::done) + tally_.in(ItemState::skipped) + tally_.failed(),
          .failed = tally_.failed()};
}

void Pipeline::sample() {
  // A run that stops records what it must and nothing more.
  if (is_stopping_ || !samples_.is_due(sample_time())) return;
  if (!samples_.take(sample_time(), counts())) return;
  for (auto& fact : samples_.save()) engine_->record(std::move(fact));
  engine_->record(ledger::SetFact{"pace", pace()});
}

ledger::Transaction Pipeline::last_samples() {
  samples_.take(sample_time(), counts());
  ledger::Transaction facts = samples_.save();
  facts.push_back(ledger::SetFact{"pace", pace()});
  return facts;
}

void Pipeline::publish(Publish urgency) {
  const nanoseconds now = parts_.clock.monotonic();
  if (urgency == Publish::when_due && now - published_at_ < kPublishEvery) return;
  published_at_ = now;
  if (!seen_standouts_ || now - standouts_at_ >= kLookEvery || urgency == Publish::now) {
    seen_standouts_ = standouts_.look(*engine_);
    standouts_at_ = now;
  }
  Progress progress;
  progress.found = tally_.total();
  progress.found_bytes = tally_.total_bytes();
  progress.is_scan_complete = is_scan_complete_;
  progress.items = tally_.items();
  progress.bytes = tally_.bytes();
  add_traffic(progress, now);
  progress.in_flight = engine_->in_flight();
  progress.uploads_in_flight = engine_->slots().in_flight(transfer::Slots::Kind::bytes);
  progress.uploads = engine_->slots().limit(transfer::Slots::Kind::bytes);
  progress.calls = engine_->slots().limit(transfer::Slots::Kind::calls);
  progress.sessions = engine_->sessions();
  progress.uncommitted = engine_->transaction() - 1 - engine_->committed();
  progress.elapsed_ms = std::chrono::duration_cast<milliseconds>(now - started_).count();
  progress.reason = reason();
  progress.pace = pace();
  progress.standouts = seen_standouts_;
  parts_.board.publish(progress);
}

void Pipeline::add_traffic(Progress& progress, nanoseconds now) const {
  const transfer::Traffic& traffic = engine_->traffic();
  progress.bytes_sent = traffic.bytes_sent;
  progress.requests = traffic.requests;
  progress.resends = traffic.resends;
  progress.twins = traffic.twins;
  progress.throttled = traffic.throttled;
  progress.mismatches = traffic.mismatches;
  progress.held_ms =
      std::chrono::duration_cast<milliseconds>(std::max(nanoseconds(0), traffic.held_until - now)).count();
}

}  // namespace ingot::run
