#include "host/cli/live_side.hpp"

#include <algorithm>
#include <iostream>
#include <iterator>

#include "host/base/entropy.hpp"
#include "host/base/text.hpp"
#include "host/cli/revival.hpp"

namespace ingot::cli {

using std::chrono::milliseconds;

static constexpr milliseconds kLookForWish{100};

LiveSide::Page::Page(const Parts& parts, run::ProgressBoard& board)
    : retry({parts.loaded, parts.state, parts.facts, desk, parts.clock}),
      watch({.ledger = parts.state.ledger(parts.facts.run_id),
             .clock = parts.clock,
             .board = &board,
             .retrier = &retry,
             .changes = &changes}) {}

Result<std::unique_ptr<LiveSide>> LiveSide::start(Parts parts, const LiveOptions& options, run::Beginning beginning) {
  std::unique_ptr<LiveSide> side(new LiveSide(std::move(parts), options));
  INGOT_CHECK(side->open_streams(beginning));
  if (options.traces) {
    side->traces_ = std::make_unique<TraceExport>(TraceExport::Parts{
        *options.traces, side->parts_.client, side->parts_.facts.run_id, side->parts_.clock, side->parts_.log});
  }
  if (options.page) INGOT_CHECK(side->open_page());
  return side;
}

LiveSide::~LiveSide() {
  if (page_) page_->server.reset();
}

Status LiveSide::open_streams(run::Beginning beginning) {
  const auto folder = parts_.state.run_folder(parts_.facts.run_id);
  if (options_.prints_events) streams_.push_back(EventStream::to_stdout(folder, parts_.log));
  if (!options_.events) return {};
  const auto place = beginning == run::Beginning::first ? EventStream::Place::anew : EventStream::Place::behind;
  INGOT_TRY(auto stream, EventStream::to_file(*options_.events, place, folder, parts_.log));
  streams_.push_back(std::move(stream));
  return {};
}

Status LiveSide::open_page() {
  page_ = std::make_unique<Page>(parts_, board_);
  page_->watch.set_working(true);
  INGOT_CHECK(page_->watch.follow(page_->tasks));
  INGOT_TRY(page_->server, ui::Server::start(*options_.page, page_->watch, to_hex(SystemEntropy().bytes(24))));
  // Also when the run is to be quiet: without its address the page is of no use.
  std::cerr << "watch it at " << page_->server->url() << "\n";
  return {};
}

run::ItemListeners LiveSide::listeners() {
  run::ItemListeners all;
  for (const auto& stream : streams_) all.push_back(stream.get());
  if (traces_) all.push_back(traces_.get());
  if (page_) all.push_back(&page_->changes);
  return all;
}

void LiveSide::scrub_with(const std::shared_ptr<const secrets::Scrubber>& scrubber) {
  for (const auto& stream : streams_) stream->scrub_with(scrubber);
}

void LiveSide::begin(run::Beginning beginning) {
  begun_ms_ = parts_.clock.wall_ms();
  board_.publish({});
  if (page_) page_->watch.set_working(true);
  for (const auto& stream : streams_) stream->begin(parts_.facts, beginning, begun_ms_);
  if (traces_) traces_->begin(begun_ms_);
}

void LiveSide::follow(TaskGroup& tasks) {
  for (const auto& stream : streams_) stream->follow(tasks, board_, parts_.clock);
}

Status LiveSide::tell_unreadable(ledger::Ledger& ledger) {
  for (const auto& stream : streams_) INGOT_CHECK(stream->tell_unreadable(ledger, begun_ms_));
  return {};
}

void LiveSide::end(const run::RunOutcome& outcome, const run::Tally& tally, const std::vector<std::string>& reports) {
  if (page_) page_->watch.set_working(false);
  for (const auto& stream : streams_) stream->end(parts_.facts, outcome, tally, reports);
  if (traces_) traces_->end(parts_.facts, outcome, tally);
}

bool LiveSide::grant(ledger::Ledger& ledger, const run::RevivalDesk::Wish& wish) {
  run::RevivalAnswer answer;
  ledger::Transaction transaction = without_end();
  for (const auto& revival : wish) {
    const auto item = ledger.item(revival.seq);
    if (!item || !*item || !ledger::is_ended((*item)->state)) {
      answer.refused.emplace_back(revival.seq, "it has not ended");
      continue;
    }
    ++answer.revived;
    ledger::Transaction more = revived(revival, parts_.clock.wall_ms());
    std::move(more.begin(), more.end(), std::back_inserter(transaction));
  }
  if (answer.revived > 0) {
    if (const Status applied = ledger.apply(transaction, ledger::Durability::disk); !applied) {
      parts_.log.write(Level::error, applied.error().message);
      return false;  // the desk closes over the wish, which is answer enough
    }
  }
  const bool has_work = answer.revived > 0;
  page_->desk.answer(std::move(answer));
  return has_work;
}

bool LiveSide::wait_for_wish(ledger::Ledger& ledger, Signals& signals) {
  if (!page_ || !options_.page_stays) return false;
  parts_.log.write(Level::info, "the page stays until interrupted");
  std::stop_source stop;
  TaskGroup tasks;
  signals.watch(tasks, stop);
  page_->desk.open([] {});
  bool has_work = false;
  while (!has_work && parts_.clock.wait(kLookForWish, stop.get_token())) {
    if (const auto wish = page_->desk.take()) has_work = grant(ledger, *wish);
  }
  page_->desk.close();
  tasks.stop();
  ignore_error(tasks.join(), "it only waits for signals");
  return has_work;
}

void LiveSide::finish(Signals& signals) {
  if (streams_.empty()) return;
  std::stop_source stop;
  TaskGroup tasks;
  signals.watch(tasks, stop);
  for (const auto& stream : streams_) stream->finish(stop.get_token());
  tasks.stop();
  ignore_error(tasks.join(), "it only waits for signals");
}

}  // namespace ingot::cli
