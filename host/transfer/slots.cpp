#include "host/transfer/slots.hpp"

#include <algorithm>

namespace ingot::transfer {

static Tuner tuner_for(TunerOptions::Unit unit, unsigned slots, unsigned ceiling) {
  return Tuner({.unit = unit, .start = slots, .ceiling = ceiling, .is_fixed = ceiling == 0});
}

Slots::Slots(const SlotOptions& options)
    : lanes_{Lane{tuner_for(TunerOptions::Unit::bytes, options.byte_slots, options.byte_ceiling)},
             Lane{tuner_for(TunerOptions::Unit::calls, options.call_slots, options.call_ceiling)}} {
  tell();
}

Verdict verdict_of(const net::Answer& answer, std::chrono::nanoseconds took,
                   std::chrono::nanoseconds patience) {
  switch (answer.delivery) {
    case net::Delivery::response: {
      const int status = answer.response.status;
      if (status == 429 || status == 503) return Verdict::throttled;
      return status >= 500 ? Verdict::error : Verdict::ok;
    }
    case net::Delivery::too_large: return Verdict::ok;
    case net::Delivery::unknown:
    case net::Delivery::not_sent: return took >= patience ? Verdict::timeout : Verdict::error;
    case net::Delivery::cancelled:
    case net::Delivery::source_failed: return Verdict::error;
  }
  return Verdict::error;
}

void Slots::give_back(Kind kind, const Use& use, Time now) {
  Lane& lane = at(kind);
  --lane.in_flight;
  if (kind == Kind::calls && use.answer.delivery == net::Delivery::response) ++answers_;
  // A call is answered after about a round trip; a body's answer comes after the body, so there only connecting counts.
  const auto latency = kind == Kind::calls ? use.answer.timing.first_byte : use.answer.timing.connect;
  lane.tuner.finished(verdict_of(use.answer, now - use.started, use.patience), use.started, latency, now);
}

void Slots::sample(std::uint64_t bytes, Time now) {
  at(Kind::bytes).tuner.sample(bytes, static_cast<unsigned>(in_flight(Kind::bytes)), now);
  at(Kind::calls).tuner.sample(answers_, static_cast<unsigned>(in_flight(Kind::calls)), now);
  const bool has_changed = std::any_of(lanes_.begin(), lanes_.end(),
                                       [](const Lane& lane) { return lane.tuner.changes() != lane.told; });
  if (has_changed) tell();
}

void Slots::tell() {
  for (Lane& lane : lanes_) lane.told = lane.tuner.changes();
  reason_ = "uploads " + at(Kind::bytes).tuner.reason() + "; calls " + at(Kind::calls).tuner.reason();
}

}  // namespace ingot::transfer
