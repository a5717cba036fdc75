#include "host/cli/plugin_facts.hpp"

namespace ingot::cli {

job::PluginInfo plugin_facts(const plugin::Manifest& manifest) {
  const plugin::Limits& limits = manifest.limits;
  return job::PluginInfo{
      .name = manifest.name,
      .version = manifest.version.to_string(),
      .config_schema_json = manifest.config_schema,
      .lifecycle_targets = manifest.lifecycle_targets,
      .part_min = limits.part_min,
      .part_max = limits.part_max == plugin::kNoLimit ? 0 : limits.part_max,
      .if_exists = manifest.if_exists};
}

}  // namespace ingot::cli
