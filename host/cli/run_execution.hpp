// RunExecution: one process's share of a run: builds everything concrete, lets the pipeline work, writes the outcome
// and the reports. The composition root of run and resume.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "host/cli/loaded_job.hpp"
#include "host/cli/signals.hpp"
#include "host/cli/state_folder.hpp"
#include "host/cli/terminal.hpp"
#include "host/io/lock_file.hpp"
#include "host/ledger/ledger.hpp"
#include "host/run/run_facts.hpp"

namespace ingot::cli {

struct RunExecution {
  LoadedJob& loaded;
  const StateFolder& state;
  Signals& signals;
  Terminal& terminal;
  run::RunFacts facts;
  std::unique_ptr<ledger::Ledger> ledger;  // opened for writing
  std::string ca_file;
  bool fails_on_empty = false;
  bool prints_json = false;
};

// The exit code. Errors have been printed.
int execute(RunExecution execution);

}  // namespace ingot::cli
