// `ingot plugins`: what is installed and what it can do, read from manifests without running a line of a plugin.
#include <cstdlib>
#include <iostream>

#include "host/cli/command.hpp"
#include "host/cli/exit_code.hpp"
#include "host/base/json_text.hpp"
#include "host/cli/program_path.hpp"
#include "host/plugin/registry.hpp"

namespace ingot::cli {

static constexpr std::array kOperations = {plugin::Operation::login,    plugin::Operation::discover,
                                           plugin::Operation::validate, plugin::Operation::transfer,
                                           plugin::Operation::lifecycle, plugin::Operation::abort};

static std::string part_planning(const plugin::Manifest& manifest) {
  switch (manifest.part_planning) {
    case plugin::PartPlanning::client: return "host";
    case plugin::PartPlanning::server: return "vendor";
    case plugin::PartPlanning::single: return "one stream";
    case plugin::PartPlanning::none: return "no bytes";
  }
  return "";
}

static void print_text(const plugin::Installed& installed) {
  if (!installed.manifest) {
    std::cout << installed.path.string() << "\n  refused: " << installed.refusal->message << "\n";
    return;
  }
  const plugin::Manifest& manifest = *installed.manifest;
  std::cout << manifest.name << " " << manifest.version.to_string() << "  " << manifest.title << " ("
            << manifest.id << ")\n  " << installed.path.string() << "\n ";
  for (const auto operation : kOperations) {
    std::cout << " " << plugin::to_string(operation) << (manifest.supports(operation) ? " ✓" : " ✗");
  }
  std::cout << "\n  ABI " << manifest.abi_min.to_string() << "-" << manifest.abi_max.to_string()
            << ", items a session " << manifest.limits.batch_max << ", parts planned by " << part_planning(manifest)
            << "\n";
  if (installed.shadowed_by) std::cout << "  shadowed by " << installed.shadowed_by->string() << "\n";
}

static void print_json(const plugin::Installed& installed) {
  std::cout << "{\"path\":" << json_string(installed.path.string());
  if (!installed.manifest) {
    std::cout << ",\"refused\":" << json_string(installed.refusal->message) << "}";
    return;
  }
  const plugin::Manifest& manifest = *installed.manifest;
  std::cout << ",\"name\":" << json_string(manifest.name) << ",\"id\":" << json_string(manifest.id)
            << ",\"version\":" << json_string(manifest.version.to_string()) << ",\"operations\":[";
  bool is_first = true;
  for (const auto operation : manifest.operations) {
    std::cout << (std::exchange(is_first, false) ? "" : ",") << json_string(plugin::to_string(operation));
  }
  std::cout << "]}";
}

int list_plugins(const Arguments& arguments) {
  const plugin::Registry registry(
      plugin::plugin_folders(program_path(), arguments.value("plugin-path").value_or("")));
  const bool is_json = arguments.value("output") == "json";
  if (is_json) std::cout << "[";
  bool is_first = true;
  for (const auto& installed : registry.list()) {
    if (is_json) {
      std::cout << (std::exchange(is_first, false) ? "\n" : ",\n");
      print_json(installed);
    } else {
      print_text(installed);
    }
  }
  if (is_json) std::cout << "\n]\n";
  return kOk;
}

}  // namespace ingot::cli
