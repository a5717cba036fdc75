// LoadedJob: from a job file on disk (or the text a ledger kept) to a checked job and its plugin. Prints every problem
// to stderr. Loads the plugin's library only when asked to: that forks, so before threads.
#pragma once

#include <memory>
#include <string>

#include "host/cli/command.hpp"
#include "host/job/job.hpp"
#include "host/plugin/registry.hpp"
#include "host/plugin/session.hpp"

namespace ingot::cli {

struct JobSource {
  std::string file;  // absolute path; messages name it as `shown`
  std::string shown;
  std::string text;
  std::vector<std::string> params;  // "name=value"
  std::string profile, plugin_path;
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

// The job, or the exit code after all problems have been printed.
struct LoadFailure {
  int exit_code;
};
std::variant<LoadedJob, LoadFailure> load_job(JobSource source, Depth depth);

}  // namespace ingot::cli
