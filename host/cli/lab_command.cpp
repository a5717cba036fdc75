// `ingot lab VENDOR`: hands over to the vendor's emulator, a program of its own in libexec.
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>
#include <string>

#include "host/cli/command.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/lab_program.hpp"

namespace ingot::cli {

int start_lab(const Arguments& arguments) {
  const auto program = lab_program(arguments.positional[0]);
  if (!program) {
    std::cerr << "error: " << program.error().message << "\n";
    return kUsage;
  }
  std::vector<std::string> words = {program->string()};
  words.insert(words.end(), arguments.positional.begin() + 1, arguments.positional.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  execv(program->c_str(), argv.data());
  std::cerr << "error: start " << program->string() << ": " << std::strerror(errno) << "\n";
  return kBug;
}

}  // namespace ingot::cli
