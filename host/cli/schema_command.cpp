// `ingot schema`: the published schemas of what people write and programs read.
#include <iostream>

#include "host/cli/command.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/plan_schema.hpp"
#include "host/cli/plugin_facts.hpp"
#include "host/cli/problem_formats.hpp"
#include "host/cli/program_path.hpp"
#include "host/job/job_schema.hpp"
#include "host/plugin/registry.hpp"
#include "host/run/event_schema.hpp"
#include "host/run/report_schema.hpp"

namespace ingot::cli {

int print_schema(const Arguments& arguments) {
  if (arguments.has("report")) {
    std::cout << run::report_schema();
    return kOk;
  }
  if (arguments.has("diagnostics")) {
    std::cout << diagnostics_schema();
    return kOk;
  }
  if (arguments.has("plan")) {
    std::cout << plan_schema();
    return kOk;
  }
  if (arguments.has("events")) {
    std::cout << run::event_schema();
    return kOk;
  }
  const plugin::Registry registry(
      plugin::plugin_folders(program_path(), arguments.value("plugin-path").value_or("")));
  std::vector<job::PluginInfo> plugins;
  for (const auto& installed : registry.list()) {
    if (installed.manifest && !installed.shadowed_by)
      plugins.push_back(plugin_facts(*installed.manifest));
  }
  const auto schema = job::job_schema(plugins);
  if (!schema) {
    std::cerr << "error: " << schema.error().message << "\n";
    return kPluginRefused;
  }
  std::cout << *schema;
  return kOk;
}

}  // namespace ingot::cli
