// What a job needs to know about a plugin to be checked: a few facts of its manifest. A value.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ingot::job {

struct PluginInfo {
  std::string name;     // "dash"
  std::string version;  // "1.2.4"
  std::string config_schema_json;
  std::vector<std::string> lifecycle_targets;  // empty: the vendor has no lifecycle
  std::uint64_t part_min = 0, part_max = 0;    // bytes; 0: no limit known
  std::vector<std::string> if_exists = {};     // what the plugin does about what exists, as plan.if_exists calls it
};

}  // namespace ingot::job
