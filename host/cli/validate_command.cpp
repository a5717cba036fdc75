// `ingot validate`: everything that is wrong with a job and its files, without the network.
#include <iostream>

#include "host/base/text.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/plan_text.hpp"
#include "host/cli/run_opening.hpp"

namespace ingot::cli {

int validate_job(const Arguments& arguments) {
  auto loaded = open_job(arguments);
  if (const auto* failure = std::get_if<LoadFailure>(&loaded)) return failure->exit_code;
  auto& job = std::get<LoadedJob>(loaded);
  if (arguments.has("no-scan")) {
    std::cout << job.source.shown << ": ok\n";
    return kOk;
  }
  const auto totals = scan_for_plan(arguments, job, {});
  if (!totals) return fail(totals.error(), exit_code_of_scan(totals.error()));
  const std::uint64_t problems = totals->refused + totals->unreadable;
  if (arguments.value("output") == "json") {
    std::cout << totals_json(job, *totals) << "\n";
  } else if (problems == 0) {
    std::cout << job.source.shown << ": ok, " << totals->items << " items\n";
  } else {
    std::cout << job.source.shown << ": " << problems << " of " << totals->items + problems
              << " items would not be sent\n";
  }
  return problems == 0 ? kOk : kSomeItemsFailed;
}

}  // namespace ingot::cli
