// RunPlan: `ingot run PLAN`: sends exactly what a plan file says, or nothing.
#pragma once

#include "host/cli/command.hpp"
#include "host/cli/loaded_job.hpp"
#include "host/run/run_facts.hpp"

namespace ingot::cli {

// The exit code; everything has been printed.
int run_plan(const Arguments& arguments);

// What a run's ledger remembers about a job that begins now.
run::RunFacts facts_of(const LoadedJob& loaded, const std::string& run_id, std::int64_t now_ms);

}  // namespace ingot::cli
