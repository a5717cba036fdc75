// Tuner: how many requests of one kind may be in flight, from what the ones before achieved. One for requests with
// file bytes (goodput: bytes a second) and one for vendor calls (answers a second). Doubles while that pays, then
// climbs by paired measurements (the present limit, then one step beside it), halves when the vendor throttles and
// comes back within a minute. Of equally good limits it prefers the lower. Pure arithmetic over the times it is given:
// no clock, no randomness. Owned by the engine's thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "host/transfer/tuner_epoch.hpp"

namespace ingot::transfer {

struct TunerOptions {
  enum class Unit { bytes, calls };
  Unit unit = Unit::bytes;
  unsigned start = 8;    // also the limit for ever of one that is fixed
  unsigned ceiling = 8;  // never more than this
  bool is_fixed = true;  // the job named a number: measures nothing, changes nothing
};

// How an attempt ended, as far as it speaks for or against more of them at once.
enum class Verdict {
  ok,         // answered, whatever the vendor thinks of it
  throttled,  // 429 or 503
  timeout,    // no answer in time
  error,      // failed for a reason that fewer at once would not cure
};

class Tuner {
 public:
  using Time = std::chrono::nanoseconds;  // monotonic

  explicit Tuner(TunerOptions options);

  // An attempt that began at `started` has ended. `latency`: its time to connect or, of a call, to be answered;
  // 0 = not known.
  void finished(Verdict verdict, Time started, Time latency, Time now);
  // The state of things after what may leave has left: `work` is the sum of bytes (of calls: answers) so far, of
  // attempts that failed only if it cannot be told. To be called at least every 100 ms while anything is in flight.
  void sample(std::uint64_t work, unsigned in_flight, Time now);

  unsigned limit() const { return limit_; }
  // Of the last change that was kept, as status shows it: "8 to 16 in flight: goodput rose 80 %". What is only being
  // tried is not told.
  const std::string& reason() const { return reason_; }
  std::uint64_t changes() const { return changes_; }

 private:
  enum class Phase { starting, climbing, recovering };
  enum class Course { up, down };
  struct Measured {
    unsigned limit = 0;
    double rate = 0;
  };

  unsigned settling() const;
  void begin_epoch(Time now);
  void judge(const TunerEpoch::Result& result, Time now);
  void judge_start(const TunerEpoch::Result& result);
  void judge_climb(const TunerEpoch::Result& result, Time now);
  void judge_base(double rate);
  void judge_probe(double rate);
  void judge_recovery();
  void back_off(Verdict verdict, Time now);
  void climb(Course course);
  std::optional<unsigned> step_on(Course course, Time now) const;
  void try_probe(Time now);
  unsigned below_refused() const;
  unsigned highest(Time now) const;
  void set(unsigned limit, const std::string& why);
  std::string gain(double rate, double before) const;

  const TunerOptions options_;
  unsigned limit_;
  std::string reason_;
  std::uint64_t changes_ = 0;
  Phase phase_ = Phase::starting;
  TunerEpoch epoch_;
  bool has_begun_ = false;
  Time latency_{0};           // the shortest seen; 0 = none yet
  Time attempt_{0};           // how long they take lately; 0 = not known
  std::optional<Measured> base_;    // what the limit achieved before the step beside it was tried
  std::optional<Measured> anchor_;  // the best of this climb: steps down may not add up to a loss
  bool is_probing_ = false;
  unsigned rising_epochs_ = 0;  // in a row that were not judged
  Course course_ = Course::down;
  unsigned stride_ = 0;             // how far the next step goes
  unsigned rests_ = 0, rests_left_ = 0;  // epochs without a probe after both directions were no better
  Time backed_off_at_{-1};
  unsigned throttled_at_ = 0;       // in flight when the vendor last said no; 0 = never or forgotten
  Time patience_{0}, forget_at_{0};  // until when that number is not tried again
};

}  // namespace ingot::transfer
