// Sweep: which arms are measured, how long each, and what follows for the others. Successive halving within a budget of
// time: a few runs without a shaped link calibrate the model, the model picks the arms that are worth a run, each round
// measures the better half with more bytes, the last ones are repeated. Links that are too fast for a
// machine that plays both ends are modelled only. Runs nothing itself: that is its Runner's. One thread.
#pragma once

#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/log.hpp"
#include "host/bench/calibration.hpp"
#include "host/bench/row.hpp"

namespace ingot::bench {

class Runner {
 public:
  virtual ~Runner() = default;
  // One real run. Blocks; cancelled soon after a stop.
  virtual Result<Measurement> run(const Arm& arm, const Workload& load, const std::stop_token& stop) = 0;
};

struct SweepOptions {
  std::vector<LinkShape> links;  // none of the lists is empty
  std::vector<Variant> variants;
  std::vector<std::uint64_t> part_sizes;  // ascending, like in_flight
  std::vector<unsigned> in_flight;
  Workload load;
  std::chrono::milliseconds budget{60'000};
  unsigned repeat = 3;
  std::uint64_t seed = 1;
  unsigned processors = 1;
  std::vector<Row> again;  // measured earlier: these arms are measured with the same load, `repeat` times, before others
};

struct SweepResult {
  std::vector<Row> rows;  // by link, variant, part size and in_flight, in the order of the options
  std::vector<Row> again;  // of the options' rows, as they are now
  std::vector<Measurement> measured;  // every real run, those that only calibrated included
  ModelParameters parameters;
  ModelError error;
};

class Sweep {
 public:
  // All must outlive it; the options are copied.
  struct Parts {
    Runner& runner;
    const Clock& clock;
    Log& log;
  };
  Sweep(Parts parts, SweepOptions options);

  // Errors: those of the first run that failed; cancelled after a stop.
  Result<SweepResult> run(const std::stop_token& stop);

 private:
  struct Estimate {
    double seconds;
    Source source;
  };

  // How many arms of each variant are measured in each round, and how many seconds a run of the first takes.
  struct Rounds {
    std::size_t first, second, last;
    double slot;
  };

  Status calibrate();
  Status measure_again();
  Status measure_link(const LinkShape& link, double seconds);
  Status measure_round(const std::vector<Arm>& arms, double seconds, unsigned times);
  Status measure(const Arm& arm, const Workload& load);
  void refit();
  std::vector<Arm> arms_of(const LinkShape& link) const;
  std::vector<Arm> best_of(const LinkShape& link, std::size_t of_each) const;
  Rounds rounds_in(const LinkShape& link, double seconds) const;
  // What can be uploaded in about that time, at least two parts; nullopt: even that takes far longer.
  std::optional<Workload> load_for(const Arm& arm, double seconds) const;
  Workload load_of(std::uint64_t bytes) const;
  std::vector<const Measurement*> runs_of(const Arm& arm) const;
  std::vector<const Measurement*> runs_of_variant(const Variant& variant) const;
  Workload calibration_load(const Arm& arm) const;
  Sink sink_of(const LinkShape& link) const { return elsewhere_.contains(link.name) ? Sink::elsewhere : Sink::here; }
  bool can_be_had(const LinkShape& link) const;
  Prediction predicted(const Arm& arm, const Workload& load) const;
  Estimate finish_of(const Arm& arm) const;
  // How much longer these runs took than the model says.
  double ratio_of(const std::vector<const Measurement*>& runs) const;
  Row row_of(const Arm& arm) const;
  Row modelled_row(const Arm& arm) const;
  double seconds_left() const;

  const Parts parts_;
  const SweepOptions options_;
  std::stop_token stop_;
  std::chrono::nanoseconds end_{0};
  double around_ = 0.1;  // seconds that a run takes beside what it measures
  std::set<std::string> elsewhere_;  // links that cannot be had
  SweepResult result_;
};

}  // namespace ingot::bench
