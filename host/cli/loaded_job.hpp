// LoadedJob: from a job file on disk (or the text a ledger kept) to a checked job and its plugin. Says every problem.
// Loads the plugin's library only when asked to: that forks, so before threads.
#pragma once

#include <memory>
#include <string>

#include "host/cli/command.hpp"
#include "host/cli/problem.hpp"
#include "host/job/job.hpp"
#include "host/job/render.hpp"
#include "host/plugin/registry.hpp"
#include "host/plugin/session.hpp"

namespace ingot::cli {

class ProblemWriter;

struct JobSource {
  std::string file;  // absolute path; messages name it as `shown`
  std::string shown;
  std::string text;
  std::vector<std::string> params;  // "name=value"
  std::string profile, plugin_path;
  ProblemFormat problems = ProblemFormat::text;  // how they are written when the job cannot be used
};

struct LoadedJob {
  JobSource source;
  job::Job job;
  plugin::Manifest manifest;
  std::filesystem::path plugin_file;
  std::unique_ptr<plugin::Vendor> vendor;  // null unless loaded
};

enum class Depth { manifest, library };

// A job file as it is on disk. not_found names it.
Result<JobSource> job_source(const std::string& file);
// What was typed after run, plan and validate.
Result<JobSource> job_source(const Arguments& arguments);

struct LoadFailure {
  int exit_code;
};
// The job, or the exit code after all problems have been told to `problems`, which is left open.
std::variant<LoadedJob, LoadFailure> load_job(JobSource source, Depth depth, ProblemWriter& problems);
// The same, with the problems on stderr; a job that cannot be used has them on stdout in the format asked for.
std::variant<LoadedJob, LoadFailure> load_job(JobSource source, Depth depth);

// Of stderr, as the terminal and NO_COLOR want it.
job::Colour talk_colour();

}  // namespace ingot::cli
