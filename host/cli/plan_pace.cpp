#include "host/cli/plan_pace.hpp"

#include "host/job/literal.hpp"
#include "host/ledger/ledger.hpp"
#include "host/run/run_facts.hpp"

namespace ingot::cli {

namespace {

// Of all its lives, pauses between them left out.
std::uint64_t rate_of(const run::RunSamples& samples) {
  std::uint64_t bytes = 0;
  std::int64_t span_ms = 0;
  for (const auto& sample : samples.samples()) {
    bytes += sample.counts.bytes;
    span_ms += sample.span_ms;
  }
  if (bytes == 0 || span_ms <= 0) return 0;
  return static_cast<std::uint64_t>(static_cast<double>(bytes) * 1000.0 /
                                    static_cast<double>(span_ms));
}

}  // namespace

std::int64_t PlanPace::ms_for(std::uint64_t bytes) const {
  return static_cast<std::int64_t>(static_cast<double>(bytes) * 1000.0 /
                                   static_cast<double>(bytes_per_second));
}

Result<std::optional<PlanPace>> plan_pace(const Arguments& arguments, const StateFolder& state,
                                          const std::string& job) {
  if (const auto wish = arguments.value("rate")) {
    auto rate = job::parse_rate(*wish);
    if (!rate) return rate.error().within("--rate");
    if (*rate == 0) return Error{ErrorKind::invalid, "--rate: nothing ends at 0 bytes per second"};
    return std::optional(PlanPace{*rate, "--rate"});
  }
  for (const std::string& id : state.runs()) {
    const auto ledger = ledger::Ledger::open_read_only(state.ledger(id));
    if (!ledger) continue;
    const auto facts = run::load_facts(**ledger);
    if (!facts || facts->job != job) continue;
    const auto samples = run::RunSamples::load(**ledger);
    const std::uint64_t rate = samples ? rate_of(*samples) : 0;
    if (rate > 0) return std::optional(PlanPace{rate, "run " + id});
  }
  return std::optional<PlanPace>();
}

}  // namespace ingot::cli
