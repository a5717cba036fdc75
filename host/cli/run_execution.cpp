#include "host/cli/run_execution.hpp"

#include <signal.h>
#include <sys/resource.h>

#include <algorithm>
#include <iostream>
#include <iterator>

#include "host/base/text.hpp"
#include "host/cli/credentials_setup.hpp"
#include "host/cli/earlier_ledgers.hpp"
#include "host/cli/exit_code.hpp"
#include "host/base/json_text.hpp"
#include "host/cli/live_side.hpp"
#include "host/cli/page_cache.hpp"
#include "host/cli/run_settings.hpp"
#include "host/cli/source_setup.hpp"
#include "host/io/folder.hpp"
#include "host/run/digested_source.hpp"
#include "host/run/quarantine.hpp"
#include "host/run/report.hpp"
#include "host/run/scan_stage.hpp"
#include "host/transfer/thread_workers.hpp"

namespace ingot::cli {

// A scan that finished in an earlier life of the run is not made again: new files belong to a new run.
class FinishedScan final : public run::ScanFeed {
 public:
  run::ScanState state() const override { return {.generation = 0, .is_complete = true, .failure = {}}; }
};

// Of all threads that this process has or had.
static std::chrono::nanoseconds process_cpu() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto time = [](const timeval& value) {
    return std::chrono::seconds(value.tv_sec) + std::chrono::microseconds(value.tv_usec);
  };
  return time(used.ru_utime) + time(used.ru_stime);
}

Result<RunWork> carry_out(RunExecution& execution) {
  const job::Job& job = execution.loaded.job;
  SystemClock clock;
  SystemEntropy entropy;
  std::stop_source stop;
  secrets::Vault vault;
  secrets::TokenStore tokens(execution.state.token_file());
  execution.terminal.scrub_with(vault.scrubber());
  LiveSide* const side = execution.side;
  if (side != nullptr) side->scrub_with(vault.scrubber());
  INGOT_TRY(const ConfigJson config, ConfigJson::parse(job.vendor.config_json));
  INGOT_TRY(auto credentials, set_up_credentials(job, execution.loaded.manifest, config, vault, tokens,
                                                 stop.get_token()));
  for (const auto& warning : credentials.warnings) execution.terminal.write(Level::warn, warning);
  INGOT_TRY(auto settings, settings_of(job, execution.loaded.manifest, config, credentials.logins));
  settings.pipeline.engine.dispatch.ahead.bytes = settings.pipeline.feed.part_cache = page_cache_share();
  settings.pipeline.feed.follows_pace = execution.facts.plan.empty();
  const Walked walked = execution.is_resumed ? Walked::in_part : Walked::never;
  INGOT_TRY(const auto source, set_up_source(job, clock, Unstable::wait, walked));
  INGOT_TRY(auto root, io::RootFolder::open(source.root, source.symlinks));
  EarlierLedgers earlier =
      EarlierLedgers::open(execution.state, job, execution.facts.run_id);
  INGOT_TRY(const auto reader, ledger::Ledger::open_read_only(execution.state.ledger(execution.facts.run_id)));
  INGOT_TRY(const auto scan_end, execution.ledger->fact(run::kScanComplete));
  const bool is_scanned = scan_end.value_or("") == "1";

  io::DiskFiles files(std::move(root));
  net::Client client(execution.client);
  INGOT_CHECK(client.usable());
  transfer::SecretKeeper keeper(vault, &tokens, std::move(credentials.keeper));
  transfer::ByteGate gate(clock, settings.max_rate);
  JobDescriber describer(job);
  run::ProgressBoard own_board;
  run::ProgressBoard& board = side != nullptr ? side->board() : own_board;
  run::RevivalDesk* const desk = side != nullptr ? side->desk() : nullptr;
  Mailbox<transfer::Fact> mailbox;
  FinishedScan finished;
  ledger::Writer writer(*execution.ledger);
  // Asked on the scan's thread, so beside the pipeline's own.
  EarlierLedgers compared = EarlierLedgers::open(execution.state, job, execution.facts.run_id);
  const auto digested = run::digested_source(*source.source, compared, files);
  run::ScanStage scan({compares_digests(job) ? *digested : *source.source, writer, mailbox});
  const run::ScanFeed& feed = is_scanned ? static_cast<const run::ScanFeed&>(finished) : scan;
  TaskGroup tasks;  // after everything its threads use
  execution.signals.watch(tasks, stop);
  std::stop_callback wake(stop.get_token(), [&mailbox] { mailbox.nudge(); });
  RunWork done;
  const auto began = clock.monotonic();
  const auto cpu_before = process_cpu();
  transfer::ThreadWorkers workers({client, files, gate, mailbox}, settings.threads);
  run::Pipeline pipeline({clock, entropy, workers, writer, *reader, mailbox, *execution.loaded.vendor, vault,
                          keeper, describer, &earlier, feed,
                          board, execution.terminal, side != nullptr ? side->listeners() : run::ItemListeners(), desk},
                         settings.pipeline);
  if (!is_scanned) scan.start(tasks);
  execution.terminal.follow(tasks, board, clock);
  if (side != nullptr) side->follow(tasks);
  if (desk != nullptr) desk->open([&mailbox] { mailbox.nudge(); });
  if (const Status started = pipeline.start(); !started) {
    done.end = {run::EndReason::invalid, started.error().message};
  } else {
    done.end = pipeline.run(stop.get_token());
  }
  if (desk != nullptr) desk->close();
  done.tally = pipeline.tally();
  done.traffic = pipeline.traffic();
  done.pace = pipeline.pace();
  done.samples = pipeline.last_samples();
  workers.stop();
  done.took = clock.monotonic() - began;
  done.cpu = process_cpu() - cpu_before;
  tasks.stop();
  ignore_error(tasks.join(), "the pipeline has already said why the run ended");
  if (const Status written = writer.stop(); !written && done.end.reason == run::EndReason::finished) {
    done.end = {run::EndReason::unavailable, written.error().message};
  }
  // A scan that was stopped may have written items that the pipeline did not come to hear of.
  if (const auto counts = execution.ledger->counts()) done.tally.load(*counts);
  if (side != nullptr) {
    if (const Status told = side->tell_unreadable(*reader); !told) execution.terminal.write(Level::warn, told.error().message);
  }
  execution.terminal.finish();
  return done;
}

namespace {

void print_summary(const RunExecution& execution, const RunWork& done, const run::RunOutcome& outcome,
                   const std::vector<std::string>& reports) {
  if (execution.live.prints_events) return;  // run_ended says it
  if (execution.prints_json) {
    std::cout << "{\"run\":" << json_string(execution.facts.run_id) << ",\"end\":" << json_string(outcome.end)
              << ",\"exit_code\":" << outcome.exit_code << ",\"items\":" << done.tally.total()
              << ",\"done\":" << done.tally.in(ledger::ItemState::done)
              << ",\"failed\":" << done.tally.failed() << ",\"bytes\":" << done.tally.total_bytes() << "}\n";
    return;
  }
  std::cout << "run " << execution.facts.run_id << ": " << outcome.end;
  if (!outcome.message.empty()) std::cout << ": " << outcome.message;
  std::cout << "\n  " << done.tally.total() << " items, " << human_bytes(done.tally.total_bytes()) << " in "
            << human_duration(std::chrono::milliseconds(outcome.ended_ms - execution.facts.started_ms)) << "\n";
  for (std::size_t i = 0; i < done.tally.items().size(); ++i) {
    if (done.tally.items()[i] == 0) continue;
    std::cout << "  " << done.tally.items()[i] << " " << ledger::to_string(static_cast<ledger::ItemState>(i))
              << "\n";
  }
  std::cout << "  " << outcome.requests << " requests, " << outcome.resends << " resent, "
            << human_bytes(outcome.bytes_sent) << " sent\n";
  for (const auto& report : reports) std::cout << "report  " << report << "\n";
  if (done.end.reason != run::EndReason::finished) {
    std::cout << "go on with: ingot resume " << execution.facts.run_id << " --state "
              << execution.state.root().string() << "\n";
  }
}

// Paths the job asks for, and always the two beside the ledger.
std::vector<std::string> write_reports(RunExecution& execution, const run::RunOutcome& outcome) {
  std::vector<std::string> wanted = execution.facts.reports;
  const auto folder = execution.state.run_folder(execution.facts.run_id);
  wanted.push_back("json=" + (folder / "report.json").string());
  wanted.push_back("csv=" + (folder / "report.csv").string());
  auto report = run::load_report(*execution.ledger);
  if (!report) {
    execution.terminal.write(Level::error, "report: " + report.error().message);
    return {};
  }
  // A ledger that could not take the run's end any more does not know it.
  report->head = run::report_head(execution.facts, outcome);
  std::vector<std::string> written;
  for (const auto& each : wanted) {
    const std::size_t equals = each.find('=');
    const auto format = run::report_format(each.substr(0, equals)).value_or(run::ReportFormat::json);
    const std::filesystem::path path = each.substr(equals + 1);
    Status status = io::make_folders(path.parent_path());
    if (status.ok()) status = run::write_report(format, path, *report, *execution.ledger);
    if (status.ok()) {
      written.push_back(path.string());
    } else {
      execution.terminal.write(Level::error, "report: " + status.error().message);
    }
  }
  return written;
}

// What people have to mend, where the job wants it.
void write_quarantine(RunExecution& execution, std::vector<std::string>& written) {
  const job::Job& job = execution.loaded.job;
  if (!job.quarantine) return;
  const std::filesystem::path folder = job.quarantine->render_run(execution.facts.run_id);
  SystemClock clock;
  const auto source = set_up_source(job, clock, Unstable::take);
  auto counts = source ? run::write_quarantine({folder, source->table ? &*source->table : nullptr}, *execution.ledger)
                       : Result<run::QuarantineCounts>(source.error());
  if (!counts) return execution.terminal.write(Level::error, "quarantine: " + counts.error().message);
  if (counts->rows + counts->files == 0) return;
  if (source->table) written.push_back((folder / "rows.csv").string());
  written.push_back((folder / "files.txt").string());
}

int exit_code_of(const Error& error) {
  switch (error.kind) {
    case ErrorKind::auth: return kAuth;
    case ErrorKind::not_found:
    case ErrorKind::invalid:
    case ErrorKind::rejected: return kJobInvalid;
    case ErrorKind::refused: return kPluginRefused;
    case ErrorKind::internal: return kBug;
    default: return kUnavailable;
  }
}

run::RunOutcome outcome_of(RunExecution& execution, const RunWork& done) {
  run::RunOutcome outcome;
  if (auto before = run::load_outcome(*execution.ledger)) outcome = *before;
  outcome.end = run::to_string(done.end.reason);
  outcome.message = done.end.message;
  outcome.exit_code = run::exit_code(done.end, done.tally);
  if (done.end.reason == run::EndReason::interrupted && execution.signals.caught() == SIGTERM) {
    outcome.exit_code = 128 + SIGTERM;
  }
  if (done.end.reason == run::EndReason::finished && done.tally.total() == 0 && execution.fails_on_empty) {
    outcome.exit_code = kNothingMatched;
  }
  outcome.ended_ms = SystemClock().wall_ms();
  outcome.requests += done.traffic.requests;
  outcome.resends += done.traffic.resends;
  outcome.twins += done.traffic.twins;
  outcome.polls += done.traffic.polls;
  outcome.parts += done.traffic.parts;
  outcome.pace = done.pace;
  outcome.throttled += done.traffic.throttled;
  outcome.bytes_sent += done.traffic.bytes_sent;
  return outcome;
}

}  // namespace

// One life of the run, its end recorded and reported. The exit code.
static int live_once(RunExecution& execution, run::Beginning beginning) {
  if (execution.side != nullptr) execution.side->begin(beginning);
  auto done = carry_out(execution);
  if (!done) {
    execution.terminal.finish();
    execution.terminal.write(Level::error, done.error().message);
    RunWork nothing;
    nothing.end = {run::EndReason::unavailable, done.error().message};
    if (const auto counts = execution.ledger->counts()) nothing.tally.load(*counts);
    run::RunOutcome outcome = outcome_of(execution, nothing);
    outcome.exit_code = exit_code_of(done.error());
    if (execution.side != nullptr) execution.side->end(outcome, nothing.tally, {});
    return outcome.exit_code;
  }
  run::RunOutcome outcome = outcome_of(execution, *done);
  ledger::Transaction ending = run::save(outcome);
  std::move(done->samples.begin(), done->samples.end(), std::back_inserter(ending));
  if (const Status saved = execution.ledger->apply(ending, ledger::Durability::disk); !saved) {
    execution.terminal.write(Level::error, "the run's end is not in its ledger: " + saved.error().message);
    // Whoever asks the ledger later will hear that the run did not finish: neither may this.
    if (done->end.reason == run::EndReason::finished) {
      outcome.end = run::to_string(run::EndReason::unavailable);
      outcome.message = "the run's end is not in its ledger: " + saved.error().message;
      outcome.exit_code = kUnavailable;
    }
  }
  auto reports = write_reports(execution, outcome);
  write_quarantine(execution, reports);
  if (execution.side != nullptr) execution.side->end(outcome, done->tally, reports);
  print_summary(execution, *done, outcome, reports);
  return outcome.exit_code;
}

int execute(RunExecution execution, run::Beginning beginning) {
  SystemClock clock;
  auto side = LiveSide::start({execution.loaded, execution.state, execution.facts, execution.terminal, clock,
                               execution.client},
                              execution.live, beginning);
  if (!side) {
    execution.terminal.write(Level::error, side.error().message);
    return exit_code_of(side.error());
  }
  execution.side = side->get();
  int code = live_once(execution, beginning);
  // What interrupted the run ends the page with it.
  while (execution.signals.caught() == 0 && (*side)->wait_for_wish(*execution.ledger, execution.signals)) {
    code = live_once(execution, run::Beginning::resumed);
  }
  (*side)->finish(execution.signals);
  return code;
}

}  // namespace ingot::cli
