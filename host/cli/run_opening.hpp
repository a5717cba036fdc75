// RunOpening: what commands do before their work: the job as typed, the state folder, the job's
// lock, a run that is there already and goes on. One thread.
#pragma once

#include <functional>
#include <string>
#include <variant>

#include "host/cli/command.hpp"
#include "host/cli/run_execution.hpp"

namespace ingot::cli {

// Prints the error; answers the code.
int fail(const Error& error, int code);

// --state, absolute. unavailable: the current folder cannot be read.
Result<StateFolder> run_state(const Arguments& arguments);

// conflict: another run holds the job.
Result<io::LockFile> lock_job(const StateFolder& state, const std::string& job_file);
int lock_failure(const Error& error);

// The job that the first word names, with its plugin's library; or the exit code, after everything
// wrong was printed.
std::variant<LoadedJob, LoadFailure> open_job(const Arguments& arguments);

// A job that nobody else can run meanwhile.
struct HeldJob {
  LoadedJob loaded;
  StateFolder state;
  io::LockFile lock;
};
// The same with --state and the job's lock; leaves no run behind.
std::variant<HeldJob, LoadFailure> hold_job(const Arguments& arguments);
std::variant<HeldJob, LoadFailure> hold_job(const Arguments& arguments, LoadedJob loaded);

// Facts and ledger are the caller's to fill in. The references must outlive it.
RunExecution execution_of(const Arguments& arguments, LoadedJob& loaded, const StateFolder& state,
                          Signals& signals, Terminal& terminal, LiveOptions live);

// A run that is there, with the job as it was when it began, locked against others.
struct HeldRun {
  std::string id;
  run::RunFacts facts;
  HeldJob held;
};
// The run that the first word means, the newest without one.
std::variant<HeldRun, LoadFailure> hold_run(const Arguments& arguments);

// What is done to a run that is locked and opened for writing before it goes on: an exit code when
// it shall not.
using Preparation = std::function<std::optional<int>(RunExecution&)>;

// Opens the run that the first word means (the newest without one) with the job as it was when it
// began, and lets it go on. The exit code.
int continue_run(const Arguments& arguments, const Preparation& prepare);

}  // namespace ingot::cli
