// LiveSide: everything that looks at a run while this process carries it out: the page's server, the streams of events,
// traces. Lives as long as the process works on the run, over several lives of it when the page stays. Made, told of
// beginnings and ends, and ended by the thread that carries the run out.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/log.hpp"
#include "host/base/task_group.hpp"
#include "host/cli/event_stream.hpp"
#include "host/cli/live_options.hpp"
#include "host/cli/live_retry.hpp"
#include "host/cli/signals.hpp"
#include "host/run/pipeline.hpp"
#include "host/ui/changed_items.hpp"
#include "host/ui/run_watch.hpp"
#include "host/ui/server.hpp"

namespace ingot::cli {

class LiveSide {
 public:
  // All must outlive it.
  struct Parts {
    const LoadedJob& loaded;
    const StateFolder& state;
    const run::RunFacts& facts;
    Log& log;
    Clock& clock;
  };
  // Opens what was asked for and says where the page is. unavailable: an address or a file cannot be had.
  static Result<std::unique_ptr<LiveSide>> start(Parts parts, const LiveOptions& options, run::Beginning beginning);
  ~LiveSide();

  run::ProgressBoard& board() { return board_; }
  // Null without a page.
  run::RevivalDesk* desk() { return page_ ? &page_->desk : nullptr; }
  run::ItemListeners listeners();

  void scrub_with(const std::shared_ptr<const secrets::Scrubber>& scrubber);
  // A life of the run: its threads are in `tasks`; what the scan could not take is told of after it.
  void begin(run::Beginning beginning);
  void follow(TaskGroup& tasks);
  Status tell_unreadable(ledger::Ledger& ledger);
  void end(const run::RunOutcome& outcome, const run::Tally& tally, const std::vector<std::string>& reports);

  // After an end, while the page stays: whether somebody wished for items again, and the ledger has them. False: it does
  // not stay, or was interrupted.
  bool wait_for_wish(ledger::Ledger& ledger, Signals& signals);
  // Readers of events take what waits for them; a signal ends the waiting.
  void finish(Signals& signals);

 private:
  struct Page {
    Page(const Parts& parts, run::ProgressBoard& board);
    ui::ChangedItems changes;
    run::RevivalDesk desk;
    LiveRetry retry;
    ui::RunWatch watch;
    TaskGroup tasks;
    std::unique_ptr<ui::Server> server;  // ends first
  };
  LiveSide(Parts parts, const LiveOptions& options) : parts_(parts), options_(options) {}
  Status open_streams(run::Beginning beginning);
  Status open_page();
  bool grant(ledger::Ledger& ledger, const run::RevivalDesk::Wish& wish);

  const Parts parts_;
  const LiveOptions options_;
  run::ProgressBoard board_;
  std::vector<std::unique_ptr<EventStream>> streams_;
  std::unique_ptr<Page> page_;
  std::int64_t begun_ms_ = 0;  // of the present life
};

}  // namespace ingot::cli
