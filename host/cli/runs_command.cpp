// `ingot status`, `ingot runs` and `ingot report`: what the ledgers say, without touching a run.
#include <iostream>

#include "host/base/text.hpp"
#include "host/cli/command.hpp"
#include "host/cli/exit_code.hpp"
#include "host/base/json_text.hpp"
#include "host/cli/state_folder.hpp"
#include "host/run/report.hpp"
#include "host/run/run_facts.hpp"

namespace ingot::cli {

namespace {

struct OpenRun {
  std::string id;
  std::unique_ptr<ledger::Ledger> ledger;
  run::RunFacts facts;
  run::RunOutcome outcome;
  run::Tally tally;
};

Result<OpenRun> open_run(const StateFolder& state, const std::string& id) {
  OpenRun open;
  open.id = id;
  INGOT_TRY(open.ledger, ledger::Ledger::open_read_only(state.ledger(id)));
  INGOT_TRY(open.facts, run::load_facts(*open.ledger));
  INGOT_TRY(open.outcome, run::load_outcome(*open.ledger));
  INGOT_TRY(const auto counts, open.ledger->counts());
  open.tally.load(counts);
  return open;
}

StateFolder state_of(const Arguments& arguments) {
  return StateFolder(arguments.value("state").value_or(".ingot"));
}

std::optional<std::string> wish_of(const Arguments& arguments) {
  if (arguments.positional.empty()) return std::nullopt;
  return arguments.positional[0];
}

std::string end_of(const OpenRun& open) {
  return open.outcome.end.empty() ? "not finished" : open.outcome.end;
}

void print_status_text(const OpenRun& open) {
  std::cout << "run      " << open.id << "\njob      " << open.facts.job << " (" << open.facts.job_file
            << ")\nvendor   " << open.facts.plugin << " " << open.facts.plugin_version << ", "
            << open.facts.base_url << "\nstarted  " << iso8601(open.facts.started_ms) << "\nend      "
            << end_of(open);
  if (!open.outcome.message.empty()) std::cout << ": " << open.outcome.message;
  if (!open.outcome.pace.empty()) std::cout << "\npace     " << open.outcome.pace;
  std::cout << "\nitems    " << open.tally.total() << ", " << human_bytes(open.tally.total_bytes()) << "\n";
  for (std::size_t i = 0; i < open.tally.items().size(); ++i) {
    if (open.tally.items()[i] == 0) continue;
    std::string label(ledger::to_string(static_cast<ledger::ItemState>(i)));
    label.resize(16, ' ');
    std::cout << "  " << label << open.tally.items()[i] << "  " << human_bytes(open.tally.bytes()[i]) << "\n";
  }
  if (open.outcome.end != "finished") std::cout << "go on with: ingot resume " << open.id << "\n";
}

void print_status_json(const OpenRun& open) {
  std::cout << "{\"run\":" << json_string(open.id) << ",\"job\":" << json_string(open.facts.job)
            << ",\"end\":" << json_string(open.outcome.end) << ",\"message\":" << json_string(open.outcome.message)
            << ",\"exit_code\":" << open.outcome.exit_code << ",\"started_at\":"
            << json_string(iso8601(open.facts.started_ms)) << ",\"pace\":" << json_string(open.outcome.pace)
            << ",\"items\":{";
  bool is_first = true;
  for (std::size_t i = 0; i < open.tally.items().size(); ++i) {
    if (open.tally.items()[i] == 0) continue;
    std::cout << (std::exchange(is_first, false) ? "" : ",")
              << json_string(ledger::to_string(static_cast<ledger::ItemState>(i))) << ":"
              << open.tally.items()[i];
  }
  std::cout << "}}\n";
}

int fail(const Error& error, int code) {
  std::cerr << "error: " << error.message << "\n";
  return code;
}

}  // namespace

int show_status(const Arguments& arguments) {
  const StateFolder state = state_of(arguments);
  const auto id = state.pick(wish_of(arguments));
  if (!id) return fail(id.error(), kUsage);
  const auto open = open_run(state, *id);
  if (!open) return fail(open.error(), kUnavailable);
  if (arguments.value("output") == "json") {
    print_status_json(*open);
  } else {
    print_status_text(*open);
  }
  return kOk;
}

int list_runs(const Arguments& arguments) {
  const StateFolder state = state_of(arguments);
  const bool is_json = arguments.value("output") == "json";
  if (is_json) std::cout << "[";
  bool is_first = true;
  for (const auto& id : state.runs()) {
    const auto open = open_run(state, id);
    const std::string end = open ? end_of(*open) : open.error().message;
    const std::string job = open ? open->facts.job : "?";
    const std::uint64_t items = open ? open->tally.total() : 0;
    if (is_json) {
      std::cout << (std::exchange(is_first, false) ? "" : ",") << "\n{\"run\":" << json_string(id)
                << ",\"job\":" << json_string(job) << ",\"items\":" << items << ",\"end\":" << json_string(end)
                << "}";
    } else {
      std::cout << id << "  " << job << "  " << items << " items  " << end << "\n";
    }
  }
  if (is_json) std::cout << "\n]\n";
  return kOk;
}

// Without a flag the two beside the ledger, as a run leaves them; else exactly those that are named.
static std::vector<std::pair<run::ReportFormat, std::filesystem::path>> wanted_reports(
    const Arguments& arguments, const std::filesystem::path& folder) {
  std::vector<std::pair<run::ReportFormat, std::filesystem::path>> wanted;
  for (const run::ReportFormat format : run::kReportFormats) {
    if (const auto file = arguments.value(std::string(to_string(format)))) wanted.emplace_back(format, *file);
  }
  if (!wanted.empty()) return wanted;
  return {{run::ReportFormat::json, folder / "report.json"}, {run::ReportFormat::csv, folder / "report.csv"}};
}

int write_report(const Arguments& arguments) {
  const StateFolder state = state_of(arguments);
  const auto id = state.pick(wish_of(arguments));
  if (!id) return fail(id.error(), kUsage);
  const auto ledger = ledger::Ledger::open_read_only(state.ledger(*id));
  if (!ledger) return fail(ledger.error(), kUnavailable);
  const auto report = run::load_report(**ledger);
  if (!report) return fail(report.error(), kUnavailable);
  for (const auto& [format, file] : wanted_reports(arguments, state.run_folder(*id))) {
    const Status written = run::write_report(format, file, *report, **ledger);
    if (!written) return fail(written.error(), kUnavailable);
    std::cout << file.string() << "\n";
  }
  return kOk;
}

}  // namespace ingot::cli
