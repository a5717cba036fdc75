// RunExecution: one process's share of a run: builds everything concrete, lets the pipeline work, writes the outcome
// and the reports. The composition root of run and resume.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "host/cli/live_options.hpp"
#include "host/cli/loaded_job.hpp"
#include "host/cli/signals.hpp"
#include "host/cli/state_folder.hpp"
#include "host/cli/terminal.hpp"
#include "host/io/lock_file.hpp"
#include "host/ledger/ledger.hpp"
#include "host/net/client.hpp"
#include "host/run/event_lines.hpp"
#include "host/run/run_end.hpp"
#include "host/run/run_facts.hpp"
#include "host/run/tally.hpp"
#include "host/transfer/traffic.hpp"

namespace ingot::cli {

class LiveSide;

struct RunExecution {
  LoadedJob& loaded;
  const StateFolder& state;
  Signals& signals;
  Terminal& terminal;
  run::RunFacts facts;
  std::unique_ptr<ledger::Ledger> ledger;  // opened for writing
  net::ClientOptions client;
  bool fails_on_empty = false;
  bool is_resumed = false;  // an earlier life of the run has left the ledger
  bool prints_json = false;
  LiveOptions live = {};
  LiveSide* side = nullptr;  // of the present work; null: nobody looks at it
};

// What the pipeline did, and what it took: the time and the processor time of the whole process from its first step to
// its last.
struct RunWork {
  run::RunEnd end;
  ledger::Transaction samples;
  run::Tally tally;
  transfer::Traffic traffic;
  std::string pace;  // how many requests were in flight at last, and why; see run::Pipeline::pace
  std::chrono::nanoseconds took{0}, cpu{0};
};

// The work alone: its end is not recorded and nothing is reported. Errors: what kept it from beginning.
Result<RunWork> carry_out(RunExecution& execution);

// Life after life while the page stays and wishes come. The last one's exit code; errors have been printed.
int execute(RunExecution execution, run::Beginning beginning);

}  // namespace ingot::cli
