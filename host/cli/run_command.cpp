// `ingot run`.
#include "host/base/entropy.hpp"
#include "host/cli/command.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/plan_file.hpp"
#include "host/cli/run_opening.hpp"
#include "host/cli/run_plan.hpp"

namespace ingot::cli {

run::RunFacts facts_of(const LoadedJob& loaded, const std::string& run_id, std::int64_t now_ms) {
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
  if (loaded.job.report.json)
    facts.reports.push_back("json=" + loaded.job.report.json->render_run(run_id));
  if (loaded.job.report.csv)
    facts.reports.push_back("csv=" + loaded.job.report.csv->render_run(run_id));
  if (loaded.job.report.junit)
    facts.reports.push_back("junit=" + loaded.job.report.junit->render_run(run_id));
  if (loaded.job.report.html)
    facts.reports.push_back("html=" + loaded.job.report.html->render_run(run_id));
  facts.columns = loaded.job.columns;
  facts.started_ms = now_ms;
  return facts;
}

int run_job(const Arguments& arguments) {
  if (is_plan_file(arguments.positional[0])) return run_plan(arguments);
  auto live = live_options(arguments);
  if (!live) return fail(live.error(), kUsage);
  auto held = hold_job(arguments);
  if (const auto* failure = std::get_if<LoadFailure>(&held)) return failure->exit_code;
  auto& [job, state, lock] = std::get<HeldJob>(held);
  const std::int64_t now = SystemClock().wall_ms();
  const std::string run_id = make_run_id(now, SystemEntropy().number());
  if (const Status made = state.make(run_id); !made) return fail(made.error(), kUnavailable);
  auto ledger = ledger::Ledger::create(state.ledger(run_id));
  if (!ledger) return fail(ledger.error(), kUnavailable);
  Signals signals;
  Terminal terminal(Terminal::style_for(arguments.has("quiet")));
  RunExecution execution = execution_of(arguments, job, state, signals, terminal, *std::move(live));
  execution.facts = facts_of(job, run_id, now);
  execution.ledger = *std::move(ledger);
  if (const Status saved =
          execution.ledger->apply(run::save(execution.facts), ledger::Durability::disk);
      !saved) {
    return fail(saved.error(), kUnavailable);
  }
  terminal.write(Level::info, "run " + run_id);
  return execute(std::move(execution), run::Beginning::first);
}

}  // namespace ingot::cli
