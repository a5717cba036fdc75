// `ingot explain CODE` and `ingot schema`: what the job language and the reports say about themselves.
#include <iostream>

#include "host/cli/command.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/plan_codes.hpp"
#include "host/cli/plan_schema.hpp"
#include "host/cli/program_path.hpp"
#include "host/job/codes.hpp"
#include "host/job/job_schema.hpp"
#include "host/cli/plugin_facts.hpp"
#include "host/plugin/registry.hpp"
#include "host/run/event_schema.hpp"
#include "host/run/report_schema.hpp"

namespace ingot::cli {

int explain_code(const Arguments& arguments) {
  if (const auto info = find_plan_code(arguments.positional[0])) {
    std::cout << code_name(info->code) << ": " << info->title << "\n\n" << info->explanation << "\n";
    return kOk;
  }
  const auto info = job::find_code(arguments.positional[0]);
  if (!info) {
    std::cerr << "error: there is no code `" << arguments.positional[0] << "`; codes look like J2007\n";
    return kUsage;
  }
  std::cout << arguments.positional[0] << ": " << info->title << "\n\n" << info->explanation << "\n";
  return kOk;
}

int print_schema(const Arguments& arguments) {
  if (arguments.has("report")) {
    std::cout << run::report_schema();
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
    if (installed.manifest && !installed.shadowed_by) plugins.push_back(plugin_facts(*installed.manifest));
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
