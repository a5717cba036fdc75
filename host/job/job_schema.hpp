// The JSON Schema (draft 2020-12) of the job file, for editors: the declared keys and, for each
// installed plugin, what it declares. It accepts what the loader accepts, but cannot judge what
// needs variables or the disk. Pure.
#pragma once

#include <span>
#include <string>

#include "host/base/result.hpp"
#include "host/job/plugin_info.hpp"

namespace ingot::job {

// Indented JSON with a line end. Error (invalid) names the plugin whose schema is broken.
Result<std::string> job_schema(std::span<const PluginInfo> plugins);

}  // namespace ingot::job
