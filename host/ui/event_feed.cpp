#include "host/ui/event_feed.hpp"

#include "host/run/progress_json.hpp"
#include "host/run/report_samples.hpp"
#include "host/ui/run_json.hpp"

namespace ingot::ui {

using std::chrono::milliseconds;

// How soon after a look its news are told.
static constexpr milliseconds kPoll{200};
// Proxies and browsers take a silent connection for a dead one.
static constexpr std::chrono::seconds kSilence{15};

bool EventFeed::send(std::string_view event, std::string_view data) {
  return sink_("event: " + std::string(event) + "\ndata: " + std::string(data) + "\n\n");
}

void EventFeed::run(const std::stop_token& stop) {
  if (!begin()) return;
  auto spoke = watch_.clock().monotonic();
  while (watch_.clock().wait(kPoll, stop)) {
    const auto now = watch_.clock().monotonic();
    if (watch_.moment().number != told_moment_ || watch_.ends() != told_ends_) {
      if (!tell_news()) return;
      spoke = now;
    } else if (now - spoke >= kSilence) {
      if (!sink_(": still here\n\n")) return;
      spoke = now;
    }
  }
}

// A reader has asked for the whole before: it wants what comes from here on, the present moment first.
bool EventFeed::begin() {
  if (watch_.changes() != nullptr) told_changes_ = watch_.changes()->upto();
  told_ends_ = watch_.ends();
  if (const auto ledger = watch_.open()) {
    if (const auto samples = run::RunSamples::load(**ledger); samples && samples->samples().size() > 1) {
      // The last one again: it may have closed between the two questions.
      told_sample_ms_ = samples->samples()[samples->samples().size() - 2].start_ms;
    }
    if (!watch_.is_working() && !tell_end(**ledger)) return false;
  }
  return tell_news();
}

bool EventFeed::tell_news() {
  const RunWatch::Moment moment = watch_.moment();
  told_moment_ = moment.number;
  if (!send("progress", progress_json(moment.progress, moment.rate))) return false;
  if (watch_.changes() != nullptr) {
    const auto change = watch_.changes()->since(told_changes_);
    told_changes_ = change.upto;
    std::string seqs;
    for (const auto seq : change.items) seqs += (seqs.empty() ? "" : ",") + std::to_string(seq);
    if (!seqs.empty() && !send("items", "{\"changed\":[" + seqs + "]}")) return false;
  }
  // A ledger that cannot be read for a moment is asked again at the next.
  const auto ledger = watch_.open();
  if (!ledger) return true;
  if (!tell_samples(**ledger)) return false;
  const std::uint64_t ends = watch_.ends();
  if (ends == told_ends_) return true;
  told_ends_ = ends;
  return tell_end(**ledger);
}

bool EventFeed::tell_samples(ledger::Ledger& ledger) {
  const auto samples = run::RunSamples::load(ledger);
  if (!samples) return true;
  for (const auto& sample : samples->samples()) {
    if (sample.start_ms <= told_sample_ms_) continue;
    told_sample_ms_ = sample.start_ms;
    if (!send("sample", sample_json(sample))) return false;
  }
  return true;
}

bool EventFeed::tell_end(ledger::Ledger& ledger) {
  const auto outcome = run::load_outcome(ledger);
  if (!outcome || outcome->end.empty()) return true;
  const auto head = run_json(watch_, ledger);
  return !head || send("end", *head);
}

}  // namespace ingot::ui
