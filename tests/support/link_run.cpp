#include "tests/support/link_run.hpp"

#include <algorithm>
#include <cmath>

#include "host/plan/part_plan.hpp"

namespace ingot::test {

using std::chrono::milliseconds;

// Files of 16 MiB to 16 GiB, every order of magnitude alike.
static constexpr double kSmallestFile = 16 << 20;
static constexpr double kSizes = 10;  // doublings
// Of a throttled request, as RetryPolicy's first backoff on average.
static constexpr milliseconds kRetryPause{500};

LinkRun::LinkRun(LinkShape shape, std::uint64_t seed, Strategy strategy)
    : random_(seed + 1),
      link_(std::move(shape), seed),
      strategy_(strategy),
      tuner_({.unit = transfer::TunerOptions::Unit::bytes,
              .start = strategy.in_flight.value_or(8),
              .ceiling = strategy.ceiling,
              .is_fixed = strategy.in_flight.has_value()}) {}

Second& LinkRun::second() {
  const auto index = static_cast<std::size_t>(link_.now() / std::chrono::seconds(1));
  if (seconds_.size() <= index) seconds_.resize(index + 1);
  return seconds_[index];
}

void LinkRun::begin_file() {
  const double fraction = static_cast<double>(random_() >> 11) * 0x1p-53;
  left_of_file_ = static_cast<std::uint64_t>(kSmallestFile * std::exp2(kSizes * fraction));
  const auto plan = plan::plan_parts(left_of_file_, plan::PartLimits{.part_min = 5u << 20}, strategy_.part_size,
                                     pace_.wish(tuner_.limit(), strategy_.cache));
  part_size_ = plan->part_size;
}

std::uint64_t LinkRun::next_part() {
  if (left_of_file_ == 0) begin_file();
  const std::uint64_t length = std::min(part_size_, left_of_file_);
  left_of_file_ -= length;
  return length;
}

void LinkRun::fill() {
  if (link_.now() < retry_at_) return;
  while (link_.in_flight() < tuner_.limit()) link_.start(++last_id_, next_part());
}

void LinkRun::finish(const LinkModel::Done& done) {
  const auto verdict = done.is_throttled ? transfer::Verdict::throttled : transfer::Verdict::ok;
  const auto connect = done.connected - done.started;
  tuner_.finished(verdict, done.started, connect, link_.now());
  if (done.is_throttled) {
    ++second().throttled;
    retry_at_ = link_.now() + kRetryPause;
    return;
  }
  pace_.add(done.bytes, done.ended - done.connected);
}

void LinkRun::run(LinkModel::Time until) {
  while (link_.now() < until) {
    fill();
    const auto changes = tuner_.changes();
    tuner_.sample(link_.bytes_sent(), static_cast<unsigned>(link_.in_flight()), link_.now());
    if (on_change && tuner_.changes() != changes) on_change(link_.now(), tuner_.reason());
    for (const auto& done : link_.advance(std::min(until, link_.now() + milliseconds(100)))) finish(done);
    Second& now = second();
    now.bytes += link_.bytes_sent() - counted_;
    now.limit = tuner_.limit();
    counted_ = link_.bytes_sent();
  }
}

double LinkRun::goodput(unsigned from, unsigned to) const {
  std::uint64_t sum = 0;
  for (std::size_t i = from; i < to && i < seconds_.size(); ++i) sum += seconds_[i].bytes;
  return static_cast<double>(sum) / (to - from);
}

}  // namespace ingot::test
