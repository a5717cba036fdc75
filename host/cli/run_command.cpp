// `ingot run`.
#include "host/base/entropy.hpp"
#include "host/cli/command.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/run_opening.hpp"

namespace ingot::cli {

static run::RunFacts facts_of(const LoadedJob& loaded, const std::string& run_id, std::int64_t now_ms) {
  run::RunFacts facts;
  facts.run_id = run_id;
  facts.job = loaded.job.name;
  facts.job_file = loaded.source.file;
  facts.job_text = loaded.source.text;
  facts.params = loaded.source.params;
  facts.profile = loaded.source.profile;
  facts.plugin_path = loaded.source.plugin_path;
  facts.plugin = loaded.manifest.name;
  facts.plugin_version = loaded.manifest.version.to_string();
  facts.manifest_sha256 = loaded.manifest.sha256;
  facts.base_url = loaded.job.vendor.base_url;
  if (loaded.job.report.json) facts.reports.push_back("json=" + loaded.job.report.json->render_run(run_id));
  if (loaded.job.report.csv) facts.reports.push_back("csv=" + loaded.job.report.csv->render_run(run_id));
  if (loaded.job.report.junit) facts.reports.push_back("junit=" + loaded.job.report.junit->render_run(run_id));
  if (loaded.job.report.html) facts.reports.push_back("html=" + loaded.job.report.html->render_run(run_id));
  facts.columns = loaded.job.columns;
  facts.started_ms = now_ms;
  return facts;
}

int run_job(const Arguments& arguments) {
  auto live = live_options(arguments);
  if (!live) return fail(live.error(), kUsage);
  auto source = job_source(arguments);
  if (!source) return fail(source.error(), kJobInvalid);
  auto loaded = load_job(*std::move(source), Depth::library);
  if (const auto* failure = std::get_if<LoadFailure>(&loaded)) return failure->exit_code;
  auto& job = std::get<LoadedJob>(loaded);
  const auto state = run_state(arguments);
  if (!state) return fail(state.error(), kUnavailable);
  const std::int64_t now = SystemClock().wall_ms();
  const std::string run_id = make_run_id(now, SystemEntropy().number());
  if (const Status made = state->make(run_id); !made) return fail(made.error(), kUnavailable);
  const auto lock = lock_job(*state, job.source.file);
  if (!lock) return lock_failure(lock.error());
  auto ledger = ledger::Ledger::create(state->ledger(run_id));
  if (!ledger) return fail(ledger.error(), kUnavailable);
  Signals signals;
  Terminal terminal(Terminal::style_for(arguments.has("quiet")));
  RunExecution execution = execution_of(arguments, job, *state, signals, terminal, *std::move(live));
  execution.facts = facts_of(job, run_id, now);
  execution.ledger = *std::move(ledger);
  if (const Status saved = execution.ledger->apply(run::save(execution.facts), ledger::Durability::disk); !saved) {
    return fail(saved.error(), kUnavailable);
  }
  terminal.write(Level::info, "run " + run_id);
  return execute(std::move(execution), run::Beginning::first);
}

}  // namespace ingot::cli
