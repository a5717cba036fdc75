#include "host/cli/run_opening.hpp"

#include <iostream>

#include "host/cli/client_setup.hpp"
#include "host/cli/exit_code.hpp"

namespace ingot::cli {

int fail(const Error& error, int code) {
  std::cerr << "error: " << error.message << "\n";
  return code;
}

Result<StateFolder> run_state(const Arguments& arguments) {
  std::error_code unreadable;
  const auto root = std::filesystem::absolute(arguments.value("state").value_or(".ingot"), unreadable);
  if (unreadable) return Error{ErrorKind::unavailable, "the current folder cannot be read: " + unreadable.message()};
  return StateFolder(root.lexically_normal());
}

Result<io::LockFile> lock_job(const StateFolder& state, const std::string& job_file) {
  auto lock = io::LockFile::acquire(state.job_lock(job_file));
  if (lock || lock.error().kind != ErrorKind::conflict) return lock;
  return Error{ErrorKind::conflict, "another run holds this job: " + lock.error().message};
}

int lock_failure(const Error& error) {
  return fail(error, error.kind == ErrorKind::conflict ? kBusy : kUnavailable);
}

RunExecution execution_of(const Arguments& arguments, LoadedJob& loaded, const StateFolder& state,
                          Signals& signals, Terminal& terminal) {
  return RunExecution{.loaded = loaded,
                      .state = state,
                      .signals = signals,
                      .terminal = terminal,
                      .facts = {},
                      .ledger = nullptr,
                      .client = client_options(arguments.value("ca-file").value_or("")),
                      .fails_on_empty = arguments.has("fail-on-empty"),
                      .is_resumed = false,
                      .prints_json = arguments.value("output") == "json"};
}

// The job as it was when the run began: a job edited since must not change what is half done.
static JobSource source_of(const run::RunFacts& facts, const Arguments& arguments) {
  JobSource source;
  source.file = facts.job_file;
  source.shown = facts.job_file + " (as it was in run " + facts.run_id + ")";
  source.text = facts.job_text;
  source.params = facts.params;
  source.profile = facts.profile;
  source.plugin_path = arguments.value("plugin-path").value_or(facts.plugin_path);
  return source;
}

int continue_run(const Arguments& arguments, const Preparation& prepare) {
  const auto state = run_state(arguments);
  if (!state) return fail(state.error(), kUnavailable);
  const auto id = state->pick(arguments.positional.empty() ? std::nullopt
                                                           : std::optional(arguments.positional[0]));
  if (!id) return fail(id.error(), kUsage);
  run::RunFacts facts;
  {
    const auto reader = ledger::Ledger::open_read_only(state->ledger(*id));
    if (!reader) return fail(reader.error(), kUnavailable);
    auto read = run::load_facts(**reader);
    if (!read) return fail(read.error(), kUnavailable);
    facts = *std::move(read);
  }
  auto loaded = load_job(source_of(facts, arguments), Depth::library);
  if (const auto* failure = std::get_if<LoadFailure>(&loaded)) return failure->exit_code;
  auto& job = std::get<LoadedJob>(loaded);
  const auto lock = lock_job(*state, facts.job_file);
  if (!lock) return lock_failure(lock.error());
  auto ledger = ledger::Ledger::open(state->ledger(*id));
  if (!ledger) return fail(ledger.error(), ledger.error().kind == ErrorKind::conflict ? kBusy : kUnavailable);
  Signals signals;
  Terminal terminal(Terminal::style_for(arguments.has("quiet")));
  if (job.manifest.version.to_string() != facts.plugin_version) {
    terminal.write(Level::warn, "the run began with " + facts.plugin + " " + facts.plugin_version + " and goes on with " +
                                    job.manifest.version.to_string());
  }
  RunExecution execution = execution_of(arguments, job, *state, signals, terminal);
  execution.facts = std::move(facts);
  execution.ledger = *std::move(ledger);
  execution.is_resumed = true;
  terminal.write(Level::info, "resuming run " + *id);
  if (const auto code = prepare(execution)) return *code;
  return execute(std::move(execution));
}

int resume_run(const Arguments& arguments) {
  return continue_run(arguments, [](RunExecution&) { return std::nullopt; });
}

}  // namespace ingot::cli
