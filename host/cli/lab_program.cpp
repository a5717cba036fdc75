#include "host/cli/lab_program.hpp"

#include <set>

#include "host/base/text.hpp"
#include "host/cli/program_path.hpp"

namespace ingot::cli {

static std::string installed_labs(const std::filesystem::path& folder) {
  std::set<std::string> found;
  std::error_code missing;
  for (const auto& entry : std::filesystem::directory_iterator(folder, missing)) {
    const std::string name = entry.path().filename();
    if (name.rfind("ingot-lab-", 0) == 0) found.insert(name.substr(10));
  }
  std::string names;
  for (const std::string& name : found) names += (names.empty() ? "" : ", ") + name;
  return names.empty() ? "none is installed" : "installed: " + names;
}

Result<std::filesystem::path> lab_program(const std::string& vendor) {
  const bool is_name = vendor.find('/') == std::string::npos && !vendor.empty() && vendor[0] != '-';
  auto program = libexec_folder() / ("ingot-lab-" + vendor);
  std::error_code missing;
  if (is_name && std::filesystem::exists(program, missing)) return program;
  return Error{ErrorKind::not_found,
               "there is no lab for `" + printable(vendor) + "`; " + installed_labs(libexec_folder())};
}

}  // namespace ingot::cli
