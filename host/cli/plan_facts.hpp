// PlanFacts: what a job, its plugin and its items are now, in the words of a plan file. Blocks for
// the disk.
#pragma once

#include "host/cli/loaded_job.hpp"
#include "host/cli/offline_scan.hpp"
#include "host/cli/plan_file.hpp"
#include "host/io/files.hpp"

namespace ingot::cli {

// A table that is gone has no digest.
Result<PlanHead> plan_head(const LoadedJob& loaded);
// `files`: opens what is to be digested; null: no digests.
Result<PlannedItem> planned_item(const JudgedItem& judged, io::Files* files);

}  // namespace ingot::cli
