// `ingot plan`: what a run would do, without the network; with -o as a file that `ingot run` takes.
#include <iostream>

#include "host/base/json_text.hpp"
#include "host/base/text.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/plan_facts.hpp"
#include "host/cli/plan_pace.hpp"
#include "host/cli/plan_text.hpp"
#include "host/cli/run_opening.hpp"
#include "host/cli/source_setup.hpp"
#include "host/io/root_folder.hpp"

namespace ingot::cli {

namespace {

Result<std::optional<io::DiskFiles>> digest_files(const Arguments& arguments, const job::Job& job) {
  if (!arguments.has("digests")) return std::optional<io::DiskFiles>();
  SystemClock clock;
  INGOT_TRY(const auto source, set_up_source(job, clock, Unstable::take));
  INGOT_TRY(auto root, io::RootFolder::open(source.root, source.symlinks));
  return std::optional<io::DiskFiles>(io::DiskFiles(std::move(root)));
}

// The scan, written down item by item where that is wanted.
Result<OfflineTotals> make_plan(const Arguments& arguments, LoadedJob& job) {
  const auto file = arguments.value("out");
  if (!file) return scan_for_plan(arguments, job, {});
  if (job.job.list && !job.job.list->path) {
    return Error{ErrorKind::invalid,
                 "-o: a list on standard input is gone when the plan is run; give it as a file"};
  }
  INGOT_TRY(const PlanHead head, plan_head(job));
  INGOT_TRY(PlanWriter writer, PlanWriter::begin(*file, head));
  INGOT_TRY(auto files, digest_files(arguments, job.job));
  const auto write = [&](const JudgedItem& judged) -> Status {
    INGOT_TRY(const PlannedItem item, planned_item(judged, files ? &*files : nullptr));
    return writer.add(item);
  };
  INGOT_TRY(const OfflineTotals totals, scan_for_plan(arguments, job, write));
  INGOT_CHECK(writer.finish(totals_json(job, totals)));
  return totals;
}

void print_text(const LoadedJob& job, const OfflineTotals& totals,
                const std::optional<PlanPace>& pace) {
  std::cout << plan_text(job, totals);
  if (pace && totals.bytes > 0) {
    std::cout << "time     some "
              << human_duration(std::chrono::milliseconds(pace->ms_for(totals.bytes))) << " at "
              << human_bytes(pace->bytes_per_second) << "/s (" << pace->source << ")\n";
  }
}

void print_json(const LoadedJob& job, const OfflineTotals& totals,
                const std::optional<PlanPace>& pace) {
  std::string text = totals_json(job, totals);
  if (pace) {
    text.pop_back();
    text += ",\"time_ms\":" + std::to_string(pace->ms_for(totals.bytes)) +
            ",\"rate\":" + std::to_string(pace->bytes_per_second) +
            ",\"rate_of\":" + json_string(pace->source) + "}";
  }
  std::cout << text << "\n";
}

}  // namespace

int plan_job(const Arguments& arguments) {
  if (arguments.has("digests") && !arguments.has("out")) {
    return fail(Error{ErrorKind::invalid, "--digests goes into the file of -o"}, kUsage);
  }
  auto loaded = open_job(arguments);
  if (const auto* failure = std::get_if<LoadFailure>(&loaded)) return failure->exit_code;
  auto& job = std::get<LoadedJob>(loaded);
  const auto state = run_state(arguments);
  if (!state) return fail(state.error(), kUnavailable);
  const auto pace = plan_pace(arguments, *state, job.job.name);
  if (!pace) return fail(pace.error(), kUsage);
  const auto totals = make_plan(arguments, job);
  if (!totals) return fail(totals.error(), exit_code_of_scan(totals.error()));
  if (const auto file = arguments.value("out"))
    std::cerr << "plan " << *file << "; send it with: ingot run " << *file << "\n";
  arguments.value("output") == "json" ? print_json(job, *totals, *pace)
                                      : print_text(job, *totals, *pace);
  return arguments.has("detailed-exitcode") && totals->items > 0 ? kThereIsWork : kOk;
}

}  // namespace ingot::cli
