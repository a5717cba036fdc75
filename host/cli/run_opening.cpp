#include "host/cli/run_opening.hpp"

#include <iostream>

#include "host/cli/client_setup.hpp"
#include "host/cli/exit_code.hpp"
#include "host/io/folder.hpp"

namespace ingot::cli {

int fail(const Error& error, int code) {
  std::cerr << "error: " << error.message << "\n";
  return code;
}

Result<StateFolder> run_state(const Arguments& arguments) {
  std::error_code unreadable;
  const auto root =
      std::filesystem::absolute(arguments.value("state").value_or(".ingot"), unreadable);
  if (unreadable)
    return Error{ErrorKind::unavailable,
                 "the current folder cannot be read: " + unreadable.message()};
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

std::variant<LoadedJob, LoadFailure> open_job(const Arguments& arguments) {
  auto source = job_source(arguments);
  if (!source) return LoadFailure{fail(source.error(), kJobInvalid)};
  return load_job(*std::move(source), Depth::library);
}

std::variant<HeldJob, LoadFailure> hold_job(const Arguments& arguments, LoadedJob loaded) {
  auto state = run_state(arguments);
  if (!state) return LoadFailure{fail(state.error(), kUnavailable)};
  if (const Status made = io::make_folders(state->root() / "locks", io::kPrivateFolder); !made) {
    return LoadFailure{fail(made.error(), kUnavailable)};
  }
  auto lock = lock_job(*state, loaded.source.file);
  if (!lock) return LoadFailure{lock_failure(lock.error())};
  return HeldJob{std::move(loaded), *std::move(state), *std::move(lock)};
}

std::variant<HeldJob, LoadFailure> hold_job(const Arguments& arguments) {
  auto loaded = open_job(arguments);
  if (const auto* failure = std::get_if<LoadFailure>(&loaded)) return *failure;
  return hold_job(arguments, std::get<LoadedJob>(std::move(loaded)));
}

RunExecution execution_of(const Arguments& arguments, LoadedJob& loaded, const StateFolder& state,
                          Signals& signals, Terminal& terminal, LiveOptions live) {
  return RunExecution{.loaded = loaded,
                      .state = state,
                      .signals = signals,
                      .terminal = terminal,
                      .facts = {},
                      .ledger = nullptr,
                      .client = client_options(arguments.value("ca-file").value_or("")),
                      .fails_on_empty = arguments.has("fail-on-empty"),
                      .is_resumed = false,
                      .prints_json = arguments.value("output") == "json",
                      .live = std::move(live)};
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

std::variant<HeldRun, LoadFailure> hold_run(const Arguments& arguments) {
  const auto state = run_state(arguments);
  if (!state) return LoadFailure{fail(state.error(), kUnavailable)};
  const auto id = state->pick(
      arguments.positional.empty() ? std::nullopt : std::optional(arguments.positional[0]));
  if (!id) return LoadFailure{fail(id.error(), kUsage)};
  const auto reader = ledger::Ledger::open_read_only(state->ledger(*id));
  if (!reader) return LoadFailure{fail(reader.error(), kUnavailable)};
  auto facts = run::load_facts(**reader);
  if (!facts) return LoadFailure{fail(facts.error(), kUnavailable)};
  auto loaded = load_job(source_of(*facts, arguments), Depth::library);
  if (const auto* failure = std::get_if<LoadFailure>(&loaded)) return *failure;
  auto held = hold_job(arguments, std::get<LoadedJob>(std::move(loaded)));
  if (const auto* failure = std::get_if<LoadFailure>(&held)) return *failure;
  return HeldRun{*id, *std::move(facts), std::get<HeldJob>(std::move(held))};
}

int continue_run(const Arguments& arguments, const Preparation& prepare) {
  auto live = live_options(arguments);
  if (!live) return fail(live.error(), kUsage);
  auto found = hold_run(arguments);
  if (const auto* failure = std::get_if<LoadFailure>(&found)) return failure->exit_code;
  auto& [id, facts, held] = std::get<HeldRun>(found);
  LoadedJob& job = held.loaded;
  auto ledger = ledger::Ledger::open(held.state.ledger(id));
  if (!ledger)
    return fail(ledger.error(), ledger.error().kind == ErrorKind::conflict ? kBusy : kUnavailable);
  Signals signals;
  Terminal terminal(Terminal::style_for(arguments.has("quiet")));
  if (job.manifest.version.to_string() != facts.plugin_version) {
    terminal.write(Level::warn, "the run began with " + facts.plugin + " " + facts.plugin_version +
                                    " and goes on with " + job.manifest.version.to_string());
  }
  RunExecution execution =
      execution_of(arguments, job, held.state, signals, terminal, *std::move(live));
  execution.facts = std::move(facts);
  execution.ledger = *std::move(ledger);
  execution.is_resumed = true;
  terminal.write(Level::info, "resuming run " + id);
  if (const auto code = prepare(execution)) return *code;
  return execute(std::move(execution), run::Beginning::resumed);
}

int resume_run(const Arguments& arguments) {
  return continue_run(arguments, [](RunExecution&) { return std::nullopt; });
}

}  // namespace ingot::cli
