#include "host/run/pipeline.hpp"

#include <algorithm>

#include <ingot/plugin.h>

#include "host/base/text.hpp"

namespace ingot::run {

using ledger::ItemState;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// Three actions in a row that used up all their retries without an answer: the vendor is out of reach, and going on
// would only turn every item of the job into a failure.
static constexpr unsigned kStrikes = 3;
// A percentage of a handful of items says nothing while the scan still runs.
static constexpr std::uint64_t kItemsForPercent = 1000;

Pipeline::Pipeline(Parts parts, PipelineOptions options)
    : parts_(std::move(parts)),
      options_(std::move(options)),
      check_({parts_.clock, parts_.vendor, parts_.describer, parts_.earlier}, options_.rules, options_.engine.config_json) {
  engine_ = std::make_unique<transfer::Engine>(
      transfer::Engine::Parts{parts_.clock, parts_.entropy, parts_.workers, parts_.commits, parts_.mailbox,
                              parts_.vendor, parts_.vault, parts_.keeper, *this},
      options_.engine);
  feeder_ = std::make_unique<Feeder>(
      Feeder::Parts{parts_.clock, parts_.reader, *engine_, check_, tally_, parts_.log, parts_.listeners}, options_.feed);
}

Pipeline::~Pipeline() = default;

Status Pipeline::start() {
  started_ = parts_.clock.monotonic();
  started_wall_ms_ = parts_.clock.wall_ms();
  INGOT_TRY(const auto counts, parts_.reader.counts());
  tally_.load(counts);
  INGOT_TRY(samples_, RunSamples::load(parts_.reader));
  INGOT_TRY(const auto part_sizes, parts_.reader.fact(PartWishes::kFact));
  feeder_->set_part_wishes(PartWishes::parse(part_sizes.value_or("")));
  samples_.begin(sample_time(), this->counts());
  if (!parts_.vendor.manifest().supports(plugin::Operation::discover)) {
    go_on_from_ledger();
    return {};
  }
  transfer::SessionSpec spec;
  spec.op = INGOT_OP_DISCOVER;
  return Status::of(engine_->open(std::move(spec)));
}

RunEnd Pipeline::run(const std::stop_token& stop) {
  while (true) {
    if (stop.stop_requested() && !is_stopping_) {
      this->stop({EndReason::interrupted, "stopped by request"});
    }
    const bool goes_on = turn();
    publish(goes_on ? Publish::when_due : Publish::now);
    if (!goes_on) return end_;
    for (auto& fact : parts_.mailbox.take(idle_time())) handle(std::move(fact));
  }
}

// Of what keeps a run from feeding its sessions: refused is the plugin that does not do its part.
static EndReason reason_of(const Error& error) {
  switch (error.kind) {
    case ErrorKind::internal: return EndReason::internal;
    case ErrorKind::refused: return EndReason::plugin;
    default: return EndReason::unavailable;
  }
}

bool Pipeline::turn() {
  sample();
  engine_->turn();
  feeder_->committed(engine_->committed());
  if (is_stopping_) return turn_while_stopping();
  follow_scan();
  serve_desk();
  check_limits();
  if (is_ready_ && !is_stopping_) {
    const auto supply = is_scan_complete_ ? Feeder::Supply::all_here : Feeder::Supply::still_coming;
    if (const Status fed = feeder_->feed(supply); !fed) {
      stop({reason_of(fed.error()), fed.error().message});
    }
    engine_->turn();
    feeder_->committed(engine_->committed());
  }
  if (is_stopping_) return turn_while_stopping();
  const bool is_done = is_ready_ && is_scan_complete_ && feeder_->is_empty() &&
                       engine_->sessions() == 0 && engine_->is_quiet();
  if (is_done && !cut_off_.empty()) end_ = {EndReason::unavailable, "scan: " + cut_off_};
  return !is_done;
}

bool Pipeline::turn_while_stopping() {
  if (engine_->is_quiet()) return false;
  const nanoseconds waited = parts_.clock.monotonic() - stopping_since_;
  if (waited >= options_.grace && !std::exchange(has_cancelled_, true)) engine_->cancel_in_flight();
  // Whoever does not answer even to a cancel cannot hold the run up for ever; the ledger already has the truth.
  return waited < options_.grace + std::chrono::seconds(10);
}

nanoseconds Pipeline::idle_time() const {
  // Without facts the world is looked at this often: the scan, a stop, the deadline.
  nanoseconds idle = engine_->idle_time(milliseconds(100));
  if (const auto retry = feeder_->next_retry_ms()) {
    idle = std::min<nanoseconds>(idle, milliseconds(std::max<std::int64_t>(0, *retry - parts_.clock.wall_ms())));
  }
  return idle;
}

void Pipeline::stop(RunEnd why) {
  if (std::exchange(is_stopping_, true)) return;
  end_ = std::move(why);
  stopping_since_ = parts_.clock.monotonic();
  engine_->drain();
}

void Pipeline::follow_scan() {
  const ScanState state = parts_.scan.state();
  if (state.generation != scan_generation_) {
    scan_generation_ = state.generation;
    const auto counts = parts_.reader.counts();
    if (!counts) return stop({EndReason::unavailable, counts.error().message});
    tally_.follow(*counts);
    feeder_->look_again();
  }
  if (state.is_complete && !is_scan_complete_) {
    is_scan_complete_ = true;
    cut_off_ = state.cut_off;
    feeder_->look_again();
  }
  if (state.failure) {
    const bool is_ledger = state.failure->kind == ErrorKind::no_space;
    stop({is_ledger ? EndReason::unavailable : EndReason::invalid, "scan: " + state.failure->message});
  }
}

bool Pipeline::is_over_budget() const {
  const std::uint64_t failed = tally_.failed();
  if (options_.budget.items && failed > *options_.budget.items) return true;
  if (!options_.budget.percent || failed == 0) return false;
  if (!is_scan_complete_ && tally_.total() < kItemsForPercent) return false;
  return static_cast<double>(failed) * 100.0 > *options_.budget.percent * static_cast<double>(tally_.total());
}

void Pipeline::check_limits() {
  if (is_over_budget()) {
    return stop({EndReason::budget, std::to_string(tally_.failed()) + " of " + std::to_string(tally_.total()) +
                                        " items failed: more than failure.budget allows"});
  }
  if (options_.deadline.count() > 0 && parts_.clock.monotonic() - started_ > options_.deadline) {
    return stop({EndReason::deadline, "upload.deadline of " + human_duration(options_.deadline) + " is over"});
  }
  if (engine_->traffic().strikes >= kStrikes) {
    stop({EndReason::unavailable, "the vendor cannot be reached: " + engine_->traffic().last_strike});
  }
}

void Pipeline::noted(transfer::SessionId, const plugin::NoteAction& note) {
  const Level level = note.level == INGOT_NOTE_WARN   ? Level::warn
                      : note.level == INGOT_NOTE_INFO ? Level::info
                                                      : Level::debug;
  parts_.log.write(level, printable(note.text));
}

void Pipeline::session_closed(transfer::SessionId, const transfer::SessionSpec& spec,
                              const std::optional<plugin::ResultAction>& result) {
  if (spec.op == INGOT_OP_DISCOVER) return discovered(result);
  feeder_->closed(spec);
}

void Pipeline::discovered(const std::optional<plugin::ResultAction>& result) {
  if (is_stopping_) return;
  if (result && result->result == INGOT_IT_DONE) {
    feeder_->set_context(result->json);
    return go_on_from_ledger();
  }
  const std::string message = "discover: " + (result ? result->message : std::string("no result"));
  if (result && result->result == INGOT_IT_AUTH) return stop({EndReason::auth, message});
  if (result && result->result == INGOT_IT_REJECTED) return stop({EndReason::invalid, message});
  stop({EndReason::unavailable, message});
}

void Pipeline::go_on_from_ledger() {
  if (const Status reopened = feeder_->reopen_batches(); !reopened) {
    return stop({EndReason::unavailable, reopened.error().message});
  }
  is_ready_ = true;
}

void Pipeline::cannot_go_on(const Error& why) {
  const EndReason reason = why.kind == ErrorKind::auth || why.kind == ErrorKind::refused
                               ? EndReason::auth
                               : EndReason::unavailable;
  stop({reason, why.message});
}

}  // namespace ingot::run
