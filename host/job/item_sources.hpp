// The sources of a job: which there may be together, and what they are once the keys are checked. Pure.
#pragma once

#include <string>
#include <vector>

#include "host/job/diagnostic.hpp"
#include "host/job/job.hpp"
#include "host/job/node.hpp"
#include "host/job/values.hpp"

namespace ingot::job {

// Does the job's `scan` name a table, so that items have rows?
bool has_table(const Node& root);
// One source, and one file for each table.
void check_sources(const Node& root, Reporter& reporter);
// Precondition: no problem was found.
void read_sources(const Values& values, Job& job);
// Every column that fields and config keys of the job mention.
std::vector<std::string> used_columns(const Job& job);

}  // namespace ingot::job
