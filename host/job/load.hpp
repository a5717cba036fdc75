// Loads a job: from the text of its file to a typed Job, or to every problem it has, in one pass.
// Touches neither disk nor environment: both arrive as arguments. Pure; may be called from several
// threads with separate contexts.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/base/result.hpp"
#include "host/job/diagnostic.hpp"
#include "host/job/job.hpp"
#include "host/job/plugin_info.hpp"
#include "host/job/scope.hpp"

namespace ingot::job {

// By name, or by absolute path when the job names a path. The error is shown as it is.
using PluginLookup = std::function<Result<PluginInfo>(std::string_view name_or_path)>;

struct LoadContext {
  std::string base_dir;     // absolute folder of the job file: relative paths of the job start here
  std::string working_dir;  // absolute: relative path parameters of `params` start here; empty
                            // leaves them as they are
  std::vector<std::pair<std::string, std::string>>
      params;           // -p name=value, in order; the last of a name wins
  std::string profile;  // empty: none
  EnvironmentLookup environment;
  PluginLookup plugin;
};

struct LoadResult {
  std::optional<Job> job;   // exactly when there is no error
  Diagnostics diagnostics;  // sorted; may hold warnings when there is a job
};

// `file_name` is how messages name the file; nothing is opened.
LoadResult load(std::string_view file_name, std::string_view yaml, const LoadContext& context);

}  // namespace ingot::job
