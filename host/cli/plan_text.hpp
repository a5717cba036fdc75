// PlanText: a job's offline scan as plan makes it and shows it. Problems go to stderr as they are
// found.
#pragma once

#include <string>

#include "host/cli/command.hpp"
#include "host/cli/offline_scan.hpp"

namespace ingot::cli {

// `judged`: see OfflineListener; may be empty. Looks back at earlier runs where the job does.
Result<OfflineTotals> scan_for_plan(const Arguments& arguments, LoadedJob& job,
                                    std::function<Status(const JudgedItem&)> judged);
// What a command ends with when the scan cannot be made.
int exit_code_of_scan(const Error& error);

// One object.
std::string totals_json(const LoadedJob& loaded, const OfflineTotals& totals);
// For people, several lines.
std::string plan_text(const LoadedJob& loaded, const OfflineTotals& totals);

}  // namespace ingot::cli
