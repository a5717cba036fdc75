// `ingot reference PAGE`: a page of docs/reference.
#include <algorithm>
#include <iostream>

#include "host/base/text.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/program_path.hpp"
#include "host/cli/reference.hpp"

namespace ingot::cli {

static std::vector<plugin::Manifest> manifests_of(const plugin::Registry& registry) {
  std::vector<plugin::Manifest> manifests;
  for (const auto& installed : registry.list()) {
    if (installed.manifest && !installed.shadowed_by) manifests.push_back(*installed.manifest);
  }
  std::sort(manifests.begin(), manifests.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return manifests;
}

int print_reference(const Arguments& arguments) {
  const std::string& page = arguments.positional[0];
  const plugin::Registry registry(
      plugin::plugin_folders(program_path(), arguments.value("plugin-path").value_or("")));
  if (page == "job") {
    std::cout << job_reference();
  } else if (page == "commands") {
    std::cout << command_reference(commands());
  } else if (page == "codes") {
    std::cout << code_reference(Vocabulary::with_plugins(registry));
  } else if (page == "plugins") {
    std::cout << plugin_reference(manifests_of(registry));
  } else {
    std::cerr << "error: there is no page `" << printable(page)
              << "`; there are job, commands, codes and plugins\n";
    return kUsage;
  }
  return kOk;
}

}  // namespace ingot::cli
