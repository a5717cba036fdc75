#include "host/run/pipeline.hpp"

#include <algorithm>

#include <ingot/plugin.h>

#include "host/base/text.hpp"
#include "host/run/reported_size.hpp"

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
    : parts_(parts),
      options_(std::move(options)),
      check_({parts.clock, parts.vendor, parts.describer, parts.earlier}, options_.rules, options_.engine.config_json) {
  engine_ = std::make_unique<transfer::Engine>(
      transfer::Engine::Parts{parts.clock, parts.entropy, parts.workers, parts.commits, parts.mailbox,
                              parts.vendor, parts.vault, parts.keeper, *this},
      options_.engine);
  feeder_ = std::make_unique<Feeder>(
      Feeder::Parts{parts.clock, parts.reader, *engine_, check_, tally_, parts.log}, options_.feed);
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
    publish();
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

void Pipeline::item_ended(transfer::SessionId, const transfer::SessionItem& item,
                          const plugin::ItemAction& end, const transfer::ItemTally& tally) {
  const std::uint32_t op = tally.op;
  plugin::ItemAction judged = end;
  if (op == INGOT_OP_TRANSFER && end.result == INGOT_IT_DONE && options_.verifies_size) {
    if (const auto size = reported_size(end.meta); item.has_bytes && size && *size != item.file.size) {
      judged.result = INGOT_IT_REJECTED;
      judged.code = "size";
      judged.message = "the vendor holds " + std::to_string(*size) + " bytes, the file has " +
                       std::to_string(item.file.size);
    }
  }
  ledger::UpdateItem update = outcome_of(op, item, feeder_->final_state(item.seq), judged, options_.outcome,
                                         parts_.clock.wall_ms(), parts_.entropy.fraction());
  update.add_requests = tally.requests;
  if (!tally.sha256_raw.empty()) update.sha256 = tally.sha256_raw;
  if (update.message) update.message = parts_.keeper.scrub(*update.message);
  if (update.meta) update.meta = parts_.keeper.scrub(*update.meta);
  if (update.state == ItemState::pending) feeder_->retry_at(std::max<std::int64_t>(1, update.not_before_ms));
  if (op == INGOT_OP_TRANSFER) {
    samples_.item_took(item.seq, std::chrono::duration_cast<milliseconds>(tally.took).count());
  }
  const ItemState from = op == INGOT_OP_TRANSFER    ? ItemState::active
                         : op == INGOT_OP_LIFECYCLE ? ItemState::promoting
                                                    : ItemState::aborting;
  tally_.move(from, update.state, item.file.size);
  const std::string why = update.message.value_or("");
  engine_->record(std::move(update));
  if (judged.result != INGOT_IT_DONE && judged.result != INGOT_IT_SKIPPED) {
    parts_.log.write(Level::warn, printable(item.key) + ": " + judged.code + ": " + why);
  }
  if (judged.result == INGOT_IT_AUTH) stop({EndReason::auth, why});
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

void Pipeline::publish() {
  Progress progress;
  progress.found = tally_.total();
  progress.found_bytes = tally_.total_bytes();
  progress.is_scan_complete = is_scan_complete_;
  progress.items = tally_.items();
  progress.bytes = tally_.bytes();
  const transfer::Traffic& traffic = engine_->traffic();
  progress.bytes_sent = traffic.bytes_sent;
  progress.requests = traffic.requests;
  progress.resends = traffic.resends;
  progress.throttled = traffic.throttled;
  progress.in_flight = engine_->in_flight();
  progress.uploads = engine_->slots().limit(transfer::Slots::Kind::bytes);
  progress.sessions = engine_->sessions();
  progress.elapsed_ms =
      std::chrono::duration_cast<milliseconds>(parts_.clock.monotonic() - started_).count();
  progress.reason = reason();
  parts_.board.publish(progress);
}

}  // namespace ingot::run
