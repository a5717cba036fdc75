// `ingot validate`: everything that is wrong with a job and its items, without the network.
#include <iostream>

#include "host/cli/earlier_ledgers.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/item_problems.hpp"
#include "host/cli/plan_text.hpp"

namespace ingot::cli {

namespace {

std::string source_of(const job::Job& job) {
  if (job.records) return job.records->table.path;
  if (job.uris) return job.uris->table.path;
  if (job.manifest) return job.manifest->table.path;
  return job.folder ? job.folder->root : std::string();
}

struct ScanVerdict {
  int exit_code = kOk;
  std::optional<OfflineTotals> totals;  // nothing: the source could not be read
};

ScanVerdict judge_items(LoadedJob& loaded, const Arguments& arguments, ProblemWriter& writer) {
  const StateFolder state(arguments.value("state").value_or(".ingot"));
  EarlierLedgers earlier = EarlierLedgers::open(state, loaded.job, "");
  ItemProblems problems(loaded.job, writer);
  const auto totals = scan_offline(loaded, earlier, problems.listener());
  if (!totals) {
    problems.add_source(totals.error(), source_of(loaded.job));
    return {exit_code_of_scan(totals.error()), std::nullopt};
  }
  const bool is_clean = totals->refused + totals->unreadable == 0;
  return {is_clean ? kOk : kSomeItemsFailed, *totals};
}

void print_summary(const std::string& shown, const std::optional<OfflineTotals>& totals) {
  if (!totals) {
    std::cout << shown << ": ok\n";
    return;
  }
  const std::uint64_t problems = totals->refused + totals->unreadable;
  std::cout << shown << ": ";
  if (problems == 0) {
    std::cout << "ok, " << totals->items << " items\n";
  } else {
    std::cout << problems << " of " << totals->items + problems << " items would not be sent\n";
  }
}

int refuse_source(const Error& error, const std::string& shown, ProblemWriter& writer) {
  Problem problem;
  problem.code = "job";
  problem.message = error.message;
  problem.file = shown;
  writer.add(problem);
  writer.finish({shown, kJobInvalid, std::nullopt});
  return kJobInvalid;
}

}  // namespace

int validate_job(const Arguments& arguments) {
  const ProblemFormat format =
      problem_format(arguments.value("output").value_or("text")).value_or(ProblemFormat::text);
  const auto writer = open_problems(format, arguments.value("plugin-path").value_or(""));
  const std::string shown = arguments.positional[0];
  auto source = job_source(arguments);
  if (!source) return refuse_source(source.error(), shown, *writer);
  auto loaded = load_job(*std::move(source), Depth::library, *writer);
  if (const auto* failure = std::get_if<LoadFailure>(&loaded)) {
    writer->finish({shown, failure->exit_code, std::nullopt});
    return failure->exit_code;
  }
  ScanVerdict verdict;
  if (!arguments.has("no-scan"))
    verdict = judge_items(std::get<LoadedJob>(loaded), arguments, *writer);
  writer->finish({shown, verdict.exit_code, verdict.totals});
  const bool is_told = verdict.totals || verdict.exit_code == kOk;
  if (format == ProblemFormat::text && is_told) print_summary(shown, verdict.totals);
  return verdict.exit_code;
}

}  // namespace ingot::cli
