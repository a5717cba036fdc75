// `ingot plugins`: what is installed and what it can do, read from manifests without running a line of a plugin.
#include <algorithm>
#include <iostream>

#include "host/base/json_text.hpp"
#include "host/cli/command.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/plugin_host.hpp"
#include "host/cli/plugin_text.hpp"
#include "host/cli/program_path.hpp"
#include "host/plugin/registry.hpp"

namespace ingot::cli {

static constexpr std::array kOperations = {plugin::Operation::login,    plugin::Operation::discover,
                                           plugin::Operation::validate, plugin::Operation::transfer,
                                           plugin::Operation::lifecycle, plugin::Operation::abort,
                                           plugin::Operation::verify,    plugin::Operation::estimate};

// A cell of a table; `width` counts columns of the terminal, and what is here has one for each code point.
static std::string cell(std::string text, std::size_t width) {
  const auto shown = static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
  return text + std::string(width > shown ? width - shown : 1, ' ');
}

static void print_table(const std::vector<plugin::Installed>& all) {
  std::size_t names = 8;
  for (const auto& each : all) {
    if (each.manifest) names = std::max(names, each.manifest->name.size() + 2);
  }
  std::cout << cell("plugin", names) << cell("version", 9);
  for (const auto operation : kOperations) std::cout << cell(std::string(plugin::to_string(operation)), 10);
  std::cout << cell("batch", 7) << cell("parts by", 12) << "lifecycle.to\n";
  for (const auto& each : all) {
    if (!each.manifest || each.refusal) continue;
    const plugin::Manifest& manifest = *each.manifest;
    std::cout << cell(manifest.name, names) << cell(manifest.version.to_string(), 9);
    for (const auto operation : kOperations) std::cout << cell(manifest.supports(operation) ? "✓" : "✗", 10);
    std::cout << cell(std::to_string(manifest.limits.batch_max), 7) << cell(part_planning(manifest), 12)
              << joined(manifest.lifecycle_targets) << "\n";
  }
}

static void print_details(const plugin::Registry& registry, const plugin::Installed& installed) {
  if (!installed.manifest) {
    std::cout << "\n" << installed.path.string() << "\n  refused: " << installed.refusal->message << "\n";
    return;
  }
  const plugin::Manifest& manifest = *installed.manifest;
  std::cout << "\n" << manifest.name << ": " << manifest.title << " (" << manifest.id << "), ABI "
            << manifest.abi_min.to_string() << "-" << manifest.abi_max.to_string() << "\n";
  const std::vector<std::string> limits = limits_of(manifest.limits);
  if (!limits.empty()) std::cout << "  limits: " << joined(limits) << "\n";
  if (!manifest.digests.empty()) std::cout << "  digests the vendor checks: " << joined(manifest.digests) << "\n";
  std::cout << "  runs " << hosting_text(usual_hosting(registry, installed)) << "\n";
  std::cout << "  " << installed.path.string() << "\n";
  if (installed.refusal) std::cout << "  refused: " << installed.refusal->message << "\n";
  if (installed.shadowed_by) std::cout << "  shadowed by " << installed.shadowed_by->string() << "\n";
}

static void print_json(const plugin::Registry& registry, const plugin::Installed& installed) {
  std::cout << "{\"path\":" << json_string(installed.path.string());
  if (installed.refusal) std::cout << ",\"refused\":" << json_string(installed.refusal->message);
  if (installed.shadowed_by) std::cout << ",\"shadowed_by\":" << json_string(installed.shadowed_by->string());
  if (installed.manifest) {
    const plugin::Manifest& manifest = *installed.manifest;
    std::vector<std::string> operations;
    for (const auto operation : manifest.operations) operations.emplace_back(plugin::to_string(operation));
    std::cout << ",\"name\":" << json_string(manifest.name) << ",\"id\":" << json_string(manifest.id)
              << ",\"title\":" << json_string(manifest.title)
              << ",\"version\":" << json_string(manifest.version.to_string())
              << ",\"abi\":" << json_list({manifest.abi_min.to_string(), manifest.abi_max.to_string()})
              << ",\"operations\":" << json_list(operations)
              << ",\"isolated\":"
              << (usual_hosting(registry, installed) == Hosting::process ? "true" : "false")
              << ",\"parts_by\":" << json_string(part_planning(manifest))
              << ",\"lifecycle\":" << json_list(manifest.lifecycle_targets)
              << ",\"digests\":" << json_list(manifest.digests) << ",\"limits\":" << json_limits(manifest.limits);
  }
  std::cout << "}";
}

int list_plugins(const Arguments& arguments) {
  const plugin::Registry registry(
      plugin::plugin_folders(program_path(), arguments.value("plugin-path").value_or("")));
  const std::vector<plugin::Installed> all = registry.list();
  if (arguments.value("output") != "json") {
    print_table(all);
    for (const auto& installed : all) print_details(registry, installed);
    if (!isolation_gap().empty()) std::cerr << "warning: " << isolation_gap() << "\n";
    return kOk;
  }
  std::cout << "[";
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::cout << (i == 0 ? "\n" : ",\n");
    print_json(registry, all[i]);
  }
  std::cout << "\n]\n";
  return kOk;
}

}  // namespace ingot::cli
