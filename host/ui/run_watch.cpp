#include "host/ui/run_watch.hpp"

#include "host/run/scan_stage.hpp"
#include "host/run/tally.hpp"

namespace ingot::ui {

static constexpr std::chrono::seconds kLookEvery{1};

Result<run::Progress> RunWatch::kept_progress() const {
  INGOT_TRY(const auto ledger, open());
  INGOT_TRY(const auto facts, run::load_facts(*ledger));
  INGOT_TRY(const auto outcome, run::load_outcome(*ledger));
  INGOT_TRY(const auto counts, ledger->counts());
  INGOT_TRY(const auto scanned, ledger->fact(run::kScanComplete));
  run::Tally tally;
  tally.load(counts);
  run::Progress progress;
  progress.found = tally.total();
  progress.found_bytes = tally.total_bytes();
  progress.is_scan_complete = scanned.has_value();
  progress.items = tally.items();
  progress.bytes = tally.bytes();
  progress.bytes_sent = outcome.bytes_sent;
  progress.requests = outcome.requests;
  progress.resends = outcome.resends;
  progress.twins = outcome.twins;
  progress.throttled = outcome.throttled;
  const std::int64_t until = outcome.end.empty() ? source_.clock.wall_ms() : outcome.ended_ms;
  progress.elapsed_ms = std::max<std::int64_t>(0, until - facts.started_ms);
  progress.pace = outcome.pace;
  progress.reason = outcome.end.empty() ? "as its ledger has it; it is not carried out by this program"
                                        : "the run has ended: " + outcome.end;
  return progress;
}

Status RunWatch::look() {
  Moment next;
  if (source_.board != nullptr) {
    next.progress = source_.board->latest();
  } else {
    INGOT_TRY(next.progress, kept_progress());
  }
  std::lock_guard lock(mutex_);
  // What has ended has no rate any more.
  if (source_.board != nullptr && !is_working_) {
    meter_ = run::RateMeter();
    next.progress.in_flight = next.progress.uploads_in_flight = 0;
    next.progress.standouts = nullptr;
    if (ends_ > 0) next.progress.reason = "the run has ended";
  }
  meter_.add(next.progress);
  next.rate = meter_.rate();
  next.number = moment_.number + 1;
  moment_ = std::move(next);
  return {};
}

Status RunWatch::follow(TaskGroup& tasks) {
  INGOT_CHECK(look());
  tasks.spawn("ui-watch", [this](std::stop_token stop) {
    while (source_.clock.wait(kLookEvery, stop)) {
      ignore_error(look(), "the next look may succeed, and the page says that nothing moves");
    }
    return Status();
  });
  return {};
}

RunWatch::Moment RunWatch::moment() const {
  std::lock_guard lock(mutex_);
  return moment_;
}

void RunWatch::set_working(bool is_working) {
  // A life adds its traffic to that of those before it, when it has ended.
  run::RunOutcome before;
  if (is_working) {
    if (const auto ledger = open()) {
      if (auto outcome = run::load_outcome(**ledger)) before = *std::move(outcome);
    }
  }
  {
    std::lock_guard lock(mutex_);
    is_working_ = is_working;
    if (is_working) {
      before_ = std::move(before);
    } else {
      ++ends_;
    }
  }
  if (!is_working) ignore_error(look(), "the next look may succeed");
}

bool RunWatch::is_working() const {
  std::lock_guard lock(mutex_);
  return is_working_;
}

std::uint64_t RunWatch::ends() const {
  std::lock_guard lock(mutex_);
  return ends_;
}

run::RunOutcome RunWatch::before() const {
  std::lock_guard lock(mutex_);
  return before_;
}

}  // namespace ingot::ui
