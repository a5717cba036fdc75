// `ingot lab VENDOR`: hands over to the vendor's emulator, a program of its own in libexec.
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>
#include <set>
#include <string>

#include "host/cli/command.hpp"
#include "host/cli/exit_code.hpp"
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

int start_lab(const Arguments& arguments) {
  const std::string& vendor = arguments.positional[0];
  const bool is_name = vendor.find('/') == std::string::npos && !vendor.empty() && vendor[0] != '-';
  const auto program = libexec_folder() / ("ingot-lab-" + vendor);
  std::error_code missing;
  if (!is_name || !std::filesystem::exists(program, missing)) {
    std::cerr << "error: there is no lab for `" << vendor << "`; " << installed_labs(libexec_folder()) << "\n";
    return kUsage;
  }
  std::vector<std::string> words = {program.string()};
  words.insert(words.end(), arguments.positional.begin() + 1, arguments.positional.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  execv(program.c_str(), argv.data());
  std::cerr << "error: start " << program.string() << ": " << std::strerror(errno) << "\n";
  return kBug;
}

}  // namespace ingot::cli
