// `ingot plugin new NAME`.
#include <iostream>

#include "host/base/json_text.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/plugin_command.hpp"
#include "host/cli/plugin_project.hpp"
#include "host/cli/plugin_text.hpp"
#include "host/cli/program_path.hpp"
#include "host/plugin/registry.hpp"

namespace ingot::cli {

namespace fs = std::filesystem;

static void print_text(const fs::path& folder, const std::vector<fs::path>& files) {
  const std::string here = folder.string();
  std::cout << here << ": a plugin, its lab, tests and a job in " << files.size() << " files\n"
            << "  cmake -S " << here << " -B " << here
            << "/build -DCMAKE_PREFIX_PATH=" << prefix_folder().string() << "\n"
            << "  cmake --build " << here << "/build\n"
            << "  ctest --test-dir " << here << "/build --output-on-failure\n"
            << "Then read " << here << "/README.md.\n";
}

static void print_json(const fs::path& folder, const std::vector<fs::path>& files) {
  std::vector<std::string> names;
  for (const auto& file : files) names.push_back(file.string());
  std::cout << "{\"folder\":" << json_string(folder.string()) << ",\"files\":" << json_list(names)
            << "}\n";
}

int new_plugin(const Arguments& arguments) {
  const auto name = PluginName::parse(arguments.positional[1]);
  if (!name) return plugin_failure(name.error());
  const fs::path folder = arguments.value("dir").value_or(name->text());
  const auto files = write_project(prefix_folder() / "share/ingot/template", *name, folder);
  if (!files) return plugin_failure(files.error());
  const plugin::Registry registry(
      plugin::plugin_folders(program_path(), arguments.value("plugin-path").value_or("")));
  if (const auto other = registry.look_up(name->text())) {
    std::cerr << "note: a plugin of this name is installed: " << other->path.string()
              << "; of two the one whose folder is searched first is taken\n";
  }
  arguments.value("output") == "json" ? print_json(folder, *files) : print_text(folder, *files);
  return kOk;
}

}  // namespace ingot::cli
