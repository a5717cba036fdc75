#include "host/bench/sweep.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>
#include <utility>

#include "host/base/text.hpp"

namespace ingot::bench {

namespace {

// A run that the lab beside it makes so many times longer says more about this machine than about the link.
constexpr double kDistorted = 1.25;
// Of the budget, for the runs that calibrate.
constexpr double kToCalibrate = 0.35;
constexpr std::uint64_t kCalibrationBytes = 32u << 20;
constexpr std::uint64_t kCalibrationFiles = 200;
// How many arms of each variant are measured in each round at most; later rounds run so many times longer.
constexpr std::size_t kFirstRound = 8, kSecondRound = 4, kFinalists = 2;
constexpr double kLonger = 2;
// A run that is shorter measures how it begins and ends.
constexpr double kShortest = 0.3;
// A run that would take so many times its slot is left to the model.
constexpr double kTooLong = 3;

double seconds_of(std::chrono::nanoseconds time) { return std::chrono::duration<double>(time).count(); }

template <class T>
T median(std::vector<T> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::string summary(const Measurement& done) {
  return describe(done.arm) + ": " + human_bytes(done.workload.bytes()) + " in " +
         human_duration(std::chrono::milliseconds(static_cast<std::int64_t>(done.seconds * 1000))) + ", " +
         human_bytes(static_cast<std::uint64_t>(done.bytes_per_second())) + "/s";
}

// Precondition: at least one run; all of one arm and load.
Row measured_row(const std::vector<const Measurement*>& runs) {
  std::vector<double> seconds, cpu;
  std::vector<std::uint64_t> wasted;
  for (const Measurement* run : runs) {
    seconds.push_back(run->seconds);
    cpu.push_back(run->cpu_seconds);
    wasted.push_back(run->resent_bytes + run->lost_bytes);
  }
  Row row;
  row.arm = runs.front()->arm;
  row.source = Source::measured;
  row.load = runs.front()->workload;
  row.runs = static_cast<unsigned>(runs.size());
  row.seconds = median(seconds);
  row.seconds_low = *std::min_element(seconds.begin(), seconds.end());
  row.seconds_high = *std::max_element(seconds.begin(), seconds.end());
  row.cpu_seconds = median(cpu);
  row.wasted_bytes = median(wasted);
  return row;
}

}  // namespace

std::string_view to_string(Source source) { return source == Source::measured ? "measured" : "modelled"; }

Sweep::Sweep(Parts parts, SweepOptions options) : parts_(parts), options_(std::move(options)) {}

double Sweep::seconds_left() const { return seconds_of(end_ - parts_.clock.monotonic()); }

Status Sweep::measure(const Arm& arm, const Workload& load) {
  if (stop_.stop_requested()) return Error{ErrorKind::cancelled, "stopped"};
  const auto start = parts_.clock.monotonic();
  auto done = parts_.runner.run(arm, load, stop_);
  if (!done) return done.error().within(describe(arm));
  const double whole = seconds_of(parts_.clock.monotonic() - start);
  around_ = std::max(0.0, (around_ + whole - done->seconds) / 2);
  parts_.log.write(Level::info, summary(*done));
  result_.measured.push_back(*std::move(done));
  return {};
}

Workload Sweep::load_of(std::uint64_t bytes) const {
  const Workload& full = options_.load;
  if (full.count == 1) return {std::min(full.size, bytes), 1};
  return {full.size, std::clamp<std::uint64_t>(bytes / std::max<std::uint64_t>(full.size, 1), 1, full.count)};
}

Workload Sweep::calibration_load(const Arm& arm) const {
  Workload load = load_of(std::max(kCalibrationBytes, 2 * arm.part_size));
  load.count = std::min(load.count, kCalibrationFiles);
  return load;
}

// The corners of the grid: what a byte, a request and a run cost shows best where their shares differ most.
Status Sweep::calibrate() {
  const LinkShape loopback{.name = "none"};
  const double reserved = options_.budget.count() / 1000.0 * (1 - kToCalibrate);
  bool has_single = options_.load.count == 1;
  for (const Variant& variant : options_.variants) {
    std::vector<Arm> corners;
    for (const std::uint64_t part_size : {options_.part_sizes.front(), options_.part_sizes.back()}) {
      for (const unsigned in_flight : {options_.in_flight.front(), options_.in_flight.back()}) {
        const Arm corner{loopback, variant, part_size, in_flight};
        if (std::find(corners.begin(), corners.end(), corner) == corners.end()) corners.push_back(corner);
      }
    }
    for (const Arm& arm : corners) {
      if (!runs_of_variant(variant).empty() && seconds_left() < reserved) break;
      INGOT_CHECK(measure(arm, calibration_load(arm)));
    }
    if (!std::exchange(has_single, true)) INGOT_CHECK(measure(corners.front(), {options_.load.size, 1}));
  }
  return {};
}

void Sweep::refit() { result_.parameters = fit(result_.measured, options_.processors, options_.seed); }

// Where the lab's share of the processors would tell, the link asks for more than one machine can play.
bool Sweep::can_be_had(const LinkShape& link) const {
  if (!link.is_shaped()) return true;
  double alone = std::numeric_limits<double>::infinity(), together = 0;
  for (const Arm& arm : arms_of(link)) {
    const double seconds = predict(result_.parameters, arm, options_.load, Sink::elsewhere, options_.seed).seconds;
    if (seconds >= alone) continue;
    alone = seconds;
    together = predict(result_.parameters, arm, options_.load, Sink::here, options_.seed).seconds;
  }
  return together <= kDistorted * alone;
}

Prediction Sweep::predicted(const Arm& arm, const Workload& load) const {
  return predict(result_.parameters, arm, load, sink_of(arm.link), options_.seed);
}

// The runs with the most bytes: shorter ones say less about a long upload.
std::vector<const Measurement*> Sweep::runs_of(const Arm& arm) const {
  std::vector<const Measurement*> runs;
  for (const Measurement& each : result_.measured) {
    if (!(each.arm == arm)) continue;
    if (!runs.empty() && each.workload.bytes() > runs.front()->workload.bytes()) runs.clear();
    if (runs.empty() || each.workload == runs.front()->workload) runs.push_back(&each);
  }
  return runs;
}

std::vector<const Measurement*> Sweep::runs_of_variant(const Variant& variant) const {
  std::vector<const Measurement*> runs;
  for (const Measurement& each : result_.measured) {
    if (each.arm.variant == variant) runs.push_back(&each);
  }
  return runs;
}

double Sweep::ratio_of(const std::vector<const Measurement*>& runs) const {
  std::vector<double> ratios;
  for (const Measurement* run : runs) {
    const double modelled = predicted(run->arm, run->workload).seconds;
    if (modelled > 0) ratios.push_back(run->seconds / modelled);
  }
  return ratios.empty() ? 1 : median(ratios);
}

// The model knows the shape of an arm's time, measurements its height: its own, else those of the link.
Sweep::Estimate Sweep::finish_of(const Arm& arm) const {
  auto runs = runs_of(arm);
  if (!runs.empty() && runs.front()->workload == options_.load) return {measured_row(runs).seconds, Source::measured};
  if (runs.empty()) {
    runs = runs_of_variant(arm.variant);
    std::erase_if(runs, [&](const Measurement* run) { return !(run->arm.link == arm.link); });
  }
  return {predicted(arm, options_.load).seconds * ratio_of(runs), Source::modelled};
}

std::vector<Arm> Sweep::arms_of(const LinkShape& link) const {
  std::vector<Arm> arms;
  for (const Variant& variant : options_.variants) {
    for (const std::uint64_t part_size : options_.part_sizes) {
      for (const unsigned in_flight : options_.in_flight) arms.push_back({link, variant, part_size, in_flight});
    }
  }
  return arms;
}

// The best of each variant: they are not rivals, since whoever asks for TLS does not want to hear that plain HTTP is
// faster.
std::vector<Arm> Sweep::best_of(const LinkShape& link, std::size_t of_each) const {
  std::vector<Arm> best;
  // From the last, so that TLS, which the advice is about, comes before what time may not suffice for.
  for (auto variant = options_.variants.rbegin(); variant != options_.variants.rend(); ++variant) {
    std::vector<std::pair<double, Arm>> ranked;
    for (const Arm& arm : arms_of(link)) {
      if (arm.variant == *variant) ranked.emplace_back(finish_of(arm).seconds, arm);
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    ranked.resize(std::min(ranked.size(), of_each));
    for (const auto& [seconds, arm] : ranked) best.push_back(arm);
  }
  return best;
}

std::optional<Workload> Sweep::load_for(const Arm& arm, double seconds) const {
  const std::uint64_t high_most = options_.load.bytes();
  const std::uint64_t least = std::min(2 * arm.part_size, high_most);
  const std::uint64_t wave = std::min(std::max(2u, arm.in_flight) * arm.part_size, high_most);
  // Every connection should have its part, if that does not take too long.
  const bool has_wave = predicted(arm, load_of(wave)).seconds <= kTooLong * seconds;
  if (!has_wave && predicted(arm, load_of(least)).seconds > kTooLong * seconds) return std::nullopt;
  std::uint64_t low = has_wave ? wave : least, high = high_most;
  const std::uint64_t lowest = low;
  if (predicted(arm, load_of(high)).seconds <= seconds) return load_of(high);
  // To a few per cent; a load is rounded to whole files or MiB anyway.
  while (high - low > std::max<std::uint64_t>(1u << 20, low / 16)) {
    const std::uint64_t middle = low + (high - low) / 2;
    (predicted(arm, load_of(middle)).seconds <= seconds ? low : high) = middle;
  }
  return load_of(std::clamp(low >> 20 << 20, lowest, high_most));
}

Status Sweep::measure_round(const std::vector<Arm>& arms, double seconds, unsigned times) {
  std::vector<std::pair<Arm, Workload>> planned;
  for (const Arm& arm : arms) {
    auto load = load_for(arm, seconds);
    if (!load) continue;
    // A little more than it had says nothing new; its repetitions must be of the same load.
    const auto runs = runs_of(arm);
    if (!runs.empty() && load->bytes() < runs.front()->workload.bytes() * 3 / 2) load = runs.front()->workload;
    planned.emplace_back(arm, *load);
  }
  // Interleaved, so that a slow minute of the machine meets all arms alike.
  for (unsigned time = 0; time < times; ++time) {
    for (const auto& [arm, load] : planned) {
      const auto runs = runs_of(arm);
      if (!runs.empty() && runs.front()->workload == load && runs.size() > time) continue;
      const double takes = predicted(arm, load).seconds * 1.2 + around_;
      if (takes < seconds_left()) INGOT_CHECK(measure(arm, load));
    }
  }
  return {};
}

Sweep::Rounds Sweep::rounds_in(const LinkShape& link, double seconds) const {
  Rounds rounds{kFirstRound, kSecondRound, kFinalists, 0};
  double shortest = std::numeric_limits<double>::infinity();
  for (const Arm& arm : arms_of(link)) {
    const std::uint64_t least = std::min(2 * arm.part_size, options_.load.bytes());
    shortest = std::min(shortest, predicted(arm, load_of(least)).seconds / kTooLong);
  }
  shortest = std::max(shortest, kShortest);
  const std::size_t grid = options_.part_sizes.size() * options_.in_flight.size();
  while (true) {
    const auto runs_of = [&](std::size_t of_each) {
      return static_cast<double>(std::min(of_each, grid) * options_.variants.size());
    };
    const double first = runs_of(rounds.first), second = runs_of(rounds.second);
    const double last = runs_of(rounds.last) * options_.repeat;
    rounds.slot = (seconds - around_ * (first + second + last)) / (first + kLonger * (second + last));
    if (rounds.slot >= shortest) return rounds;
    if (rounds.first + rounds.second == 0) {
      // Then as many of the last as there is time for.
      rounds.slot = shortest;
      return rounds;
    }
    // What is left out first is what the model knows best.
    (rounds.first > 0 ? rounds.first : rounds.second) /= 2;
  }
}

Status Sweep::measure_link(const LinkShape& link, double seconds) {
  const Rounds rounds = rounds_in(link, seconds);
  INGOT_CHECK(measure_round(best_of(link, rounds.first), rounds.slot, 1));
  refit();
  INGOT_CHECK(measure_round(best_of(link, rounds.second), kLonger * rounds.slot, 1));
  refit();
  INGOT_CHECK(measure_round(best_of(link, rounds.last), kLonger * rounds.slot, options_.repeat));
  refit();
  return {};
}

Status Sweep::measure_again() {
  const std::size_t before = result_.measured.size();
  for (unsigned time = 0; time < std::max(options_.repeat, 1u); ++time) {
    for (const Row& row : options_.again) INGOT_CHECK(measure(row.arm, row.load));
  }
  for (const Row& row : options_.again) {
    std::vector<const Measurement*> runs;
    for (std::size_t i = before; i < result_.measured.size(); ++i) {
      const Measurement& run = result_.measured[i];
      if (run.arm == row.arm && run.workload == row.load) runs.push_back(&run);
    }
    result_.again.push_back(measured_row(runs));
  }
  return {};
}

Row Sweep::modelled_row(const Arm& arm) const {
  Prediction guess = predicted(arm, options_.load);
  guess.seconds = finish_of(arm).seconds;
  Row row;
  row.arm = arm;
  row.load = options_.load;
  row.seconds = row.seconds_low = row.seconds_high = guess.seconds;
  row.cpu_seconds = guess.cpu_seconds;
  row.wasted_bytes = guess.lost_bytes;
  return row;
}

Row Sweep::row_of(const Arm& arm) const {
  const auto runs = runs_of(arm);
  Row row = runs.empty() ? modelled_row(arm) : measured_row(runs);
  const Estimate finish = finish_of(arm);
  row.finish_seconds = finish.seconds;
  row.finish_source = finish.source;
  return row;
}

Result<SweepResult> Sweep::run(const std::stop_token& stop) {
  stop_ = stop;
  result_ = {};
  end_ = parts_.clock.monotonic() + options_.budget;
  INGOT_CHECK(calibrate());
  INGOT_CHECK(measure_again());
  refit();
  std::vector<LinkShape> real;
  for (const LinkShape& link : options_.links) {
    if (can_be_had(link)) {
      real.push_back(link);
    } else {
      elsewhere_.insert(link.name);
      parts_.log.write(Level::info, "link " + link.name + " is modelled only: this machine is too slow to be both its ends");
    }
  }
  for (std::size_t i = 0; i < real.size(); ++i) {
    INGOT_CHECK(measure_link(real[i], seconds_left() / static_cast<double>(real.size() - i)));
  }
  result_.error = cross_validate(result_.measured, options_.processors, options_.seed);
  for (const LinkShape& link : options_.links) {
    for (const Arm& arm : arms_of(link)) result_.rows.push_back(row_of(arm));
  }
  return std::move(result_);
}

}  // namespace ingot::bench
