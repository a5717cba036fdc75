#include "host/transfer/tuner.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace ingot::transfer {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Until the first attempt has connected; wide-area paths are about this long.
static constexpr milliseconds kPresumedLatency{100};
// Progress is seen every 100 ms, so shorter measurements are mostly rounding; longer ones than 2 s learn too slowly.
static constexpr milliseconds kStartEpoch{250}, kClimbEpoch{500}, kLongestEpoch{2000},
    kLongestSettling{4000};
// A doubling that pays less than this has found the limit: elasticity 0.26, where 1 is "twice as many, twice as fast".
static constexpr double kDoublingPays = 1.2;
// Goodput that rises this much within one measurement is still in slow start.
static constexpr double kStillRising = 1.2;
static constexpr unsigned kMostRisingEpochs = 3;
// Steps up must pay a fifth of their size and more than noise does; steps down may cost nearly nothing.
static constexpr double kShareOfStep = 0.2, kLeastGain = 0.03, kMostLoss = 0.01;
// All steps down together.
static constexpr double kMostLossSinceBest = 0.05;
// The path has changed: what was learned about it no longer holds.
static constexpr double kOtherPath = 0.3;
// Steps up grow as they pay; a step down that was wrong costs what it leaves out, so those stay small.
static constexpr std::array<double, 3> kStrides = {1.25, 1.5, 2.0};
static constexpr unsigned kMostRests = 8, kRestsAfterStart = 2;
// Fewer than this save nobody anything, and one that stalls would be a third of the goodput.
static constexpr unsigned kFewest = 4;
// What the vendor refused is tried again after this, doubled each time it is refused again. Together with doubling
// from 1 to the ceiling it stays within the minute a recovery may take.
static constexpr seconds kFirstPatience{5}, kLongestPatience{30};

static bool is_near(unsigned a, unsigned b) { return 4 * a >= 3 * b && 4 * b >= 3 * a; }

static std::string percent(double ratio) {
  return std::to_string(std::lround(std::abs(ratio - 1) * 100)) + " %";
}

Tuner::Tuner(TunerOptions options)
    : options_(options),
      limit_(std::max(1u, options.is_fixed ? options.start : std::min(options.start, options.ceiling))) {
  reason_ = std::to_string(limit_) + (options_.is_fixed ? ": set by the job" : ": to start with");
}

std::string Tuner::gain(double rate, double before) const {
  const std::string what = options_.unit == TunerOptions::Unit::bytes ? "goodput" : "calls a second";
  if (before <= 0) return what + " rose from nothing";
  const double ratio = rate / before;
  return what + (ratio >= 1 ? " rose " : " fell ") + percent(ratio);
}

void Tuner::set(unsigned limit, const std::string& why) {
  limit = std::clamp(limit, 1u, options_.ceiling);
  if (limit == limit_) return;
  reason_ = std::to_string(limit_) + " to " + std::to_string(limit) + " in flight: " + why;
  limit_ = limit;
  ++changes_;
}

void Tuner::finished(Verdict verdict, Time started, Time latency, Time now) {
  if (options_.is_fixed) return;
  if (latency.count() > 0) latency_ = latency_.count() > 0 ? std::min(latency_, latency) : latency;
  if (verdict == Verdict::ok) attempt_ = attempt_.count() > 0 ? (7 * attempt_ + (now - started)) / 8 : now - started;
  const bool speaks_against = verdict == Verdict::throttled || verdict == Verdict::timeout;
  // What had left before the last step back says nothing about it.
  if (speaks_against && started > backed_off_at_) back_off(verdict, now);
}

void Tuner::back_off(Verdict verdict, Time now) {
  const unsigned level = limit_;
  const bool is_again = throttled_at_ > 0 && is_near(level, throttled_at_);
  patience_ = is_again ? std::min<Time>(2 * patience_, kLongestPatience) : Time(kFirstPatience);
  throttled_at_ = level;
  backed_off_at_ = now;
  forget_at_ = now + patience_;
  phase_ = Phase::recovering;
  base_.reset();
  anchor_.reset();
  is_probing_ = false;
  set(level / 2, verdict == Verdict::throttled ? "the vendor asks for less (429 or 503)"
                                               : "no answer in time");
  begin_epoch(now);
}

unsigned Tuner::below_refused() const {
  return std::clamp(static_cast<unsigned>(0.9 * throttled_at_), 1u, options_.ceiling);
}

// What may be tried now.
unsigned Tuner::highest(Time now) const {
  return throttled_at_ == 0 || now >= forget_at_ ? options_.ceiling : below_refused();
}

// In latencies: fewer requests show at once; more of them need new connections, which need some ten round trips to
// reach their pace. The start does not wait for that: a rate that still rises is reason enough to go on.
unsigned Tuner::settling() const {
  if (phase_ == Phase::starting) return 1;
  return is_probing_ && course_ == Course::up ? 6 : 2;
}

void Tuner::begin_epoch(Time now) {
  const Time latency = latency_.count() > 0 ? latency_ : Time(kPresumedLatency);
  const bool is_start = phase_ == Phase::starting;
  TunerEpoch::Plan plan;
  plan.limit = limit_;
  plan.settle = std::min<Time>(settling() * latency, kLongestSettling);
  // Attempts that began together rest together: whole ones are measured, unless they are so long that it does not matter.
  const Time whole = is_start || attempt_ > kLongestEpoch ? Time(0) : attempt_;
  plan.length = std::clamp<Time>(std::max((is_start ? 3 : 4) * latency, whole),
                                 is_start ? kStartEpoch : kClimbEpoch, kLongestEpoch);
  // Answers come one by one: few of them are mostly chance.
  if (options_.unit == TunerOptions::Unit::calls) plan.least = 2 * limit_ + 8;
  plan.longest = 2 * kLongestEpoch;
  epoch_.begin(plan, now);
}

void Tuner::sample(std::uint64_t work, unsigned in_flight, Time now) {
  if (options_.is_fixed || options_.ceiling <= 1) return;
  if (!std::exchange(has_begun_, true)) return begin_epoch(now);
  if (in_flight == 0 && phase_ != Phase::recovering) return begin_epoch(now);
  const auto result = epoch_.sample(work, in_flight, now);
  if (!result) return;
  // With too little to do every limit looks the same.
  if (result->was_full || phase_ == Phase::recovering) judge(*result, now);
  begin_epoch(now);
}

void Tuner::judge(const TunerEpoch::Result& result, Time now) {
  switch (phase_) {
    case Phase::starting: return judge_start(result);
    case Phase::recovering: return judge_recovery();
    case Phase::climbing: return judge_climb(result, now);
  }
}

static bool is_rising(const TunerEpoch::Result& result) {
  return result.second_half > kStillRising * result.first_half;
}

void Tuner::judge_start(const TunerEpoch::Result& result) {
  const bool is_first = !base_;
  const bool has_paid = is_first || result.rate > kDoublingPays * base_->rate;
  if (limit_ < options_.ceiling && (has_paid || is_rising(result))) {
    const std::string why = is_first ? std::string("the first requests went well")
                                     : gain(result.rate, base_->rate);
    base_ = Measured{limit_, result.rate};
    return set(2 * limit_, why);
  }
  if (!is_first && result.rate < base_->rate) set(base_->limit, gain(result.rate, base_->rate));
  climb(Course::down);
  rests_left_ = kRestsAfterStart;
}

// Beginning with a measurement of where it stands.
void Tuner::climb(Course course) {
  phase_ = Phase::climbing;
  base_.reset();
  anchor_.reset();
  is_probing_ = false;
  course_ = course;
  stride_ = 0;
  rising_epochs_ = 0;
  rests_ = rests_left_ = 0;
}

void Tuner::judge_climb(const TunerEpoch::Result& result, Time now) {
  // Connections that are still gaining speed are measured once more before they are judged.
  const bool may_rise = !is_probing_ || course_ == Course::up;
  if (may_rise && is_rising(result) && ++rising_epochs_ <= kMostRisingEpochs) return;
  rising_epochs_ = 0;
  if (is_probing_) {
    judge_probe(result.rate);
  } else {
    judge_base(result.rate);
  }
  if (rests_left_ > 0) {
    --rests_left_;
    return;
  }
  if (!is_probing_) try_probe(now);
}

void Tuner::judge_base(double rate) {
  const bool is_other = base_ && std::abs(rate / std::max(base_->rate, 1.0) - 1) > kOtherPath;
  if (is_other) rests_ = rests_left_ = 0;
  base_ = Measured{limit_, rate};
  if (!anchor_ || limit_ >= anchor_->limit || is_other) anchor_ = base_;
  if (rate >= (1 - kMostLossSinceBest) * anchor_->rate) return;
  set(anchor_->limit, "fewer had cost " + percent(rate / anchor_->rate));
  // Measured anew there: the path may have become slower for everybody.
  base_.reset();
  anchor_.reset();
  course_ = Course::up;
  stride_ = 0;
  rests_left_ = std::max(rests_left_, 1u);
}

std::optional<unsigned> Tuner::step_on(Course course, Time now) const {
  const double from = limit_;
  if (course == Course::up) {
    const auto wished = static_cast<unsigned>(std::ceil(from * kStrides[stride_]));
    const unsigned to = std::min(highest(now), wished);
    return to > limit_ ? std::optional(to) : std::nullopt;
  }
  const auto to = std::max(kFewest, static_cast<unsigned>(std::floor(from / kStrides[0])));
  return to < limit_ ? std::optional(to) : std::nullopt;
}

void Tuner::try_probe(Time now) {
  if (!base_) return;
  auto to = step_on(course_, now);
  if (!to) {
    course_ = course_ == Course::up ? Course::down : Course::up;
    to = step_on(course_, now);
  }
  if (!to) return;
  is_probing_ = true;
  limit_ = *to;
}

void Tuner::judge_probe(double rate) {
  is_probing_ = false;
  const unsigned tried = limit_;
  limit_ = base_->limit;
  const double ratio = rate / std::max(base_->rate, 1.0);
  const double step = static_cast<double>(tried) / base_->limit;
  const bool is_up = course_ == Course::up;
  const double needed = is_up ? 1 + std::max(kLeastGain, kShareOfStep * (step - 1)) : 1 - kMostLoss;
  const bool keeps_best = is_up || !anchor_ || rate >= (1 - kMostLossSinceBest) * anchor_->rate;
  if (ratio >= needed && keeps_best) {
    set(tried, is_up ? gain(rate, base_->rate) : "as much comes through with fewer");
    base_ = Measured{limit_, rate};
    if (is_up) anchor_ = base_;
    stride_ = std::min<unsigned>(stride_ + 1, kStrides.size() - 1);
    rests_ = rests_left_ = 0;
    return;
  }
  course_ = is_up ? Course::down : Course::up;
  stride_ = 0;
  // Back where it was; measured anew before the next probe, and more rarely the longer nothing changes.
  rests_ = std::min(kMostRests, rests_ + 1);
  rests_left_ = rests_;
}

// Quickly to just below what was refused; whether more is possible by now is for the climb to find out.
void Tuner::judge_recovery() {
  const unsigned known_good = below_refused();
  if (limit_ < known_good) {
    return set(std::min(known_good, limit_ + (limit_ + 1) / 2), "coming back after a throttle");
  }
  climb(Course::up);
}

}  // namespace ingot::transfer
