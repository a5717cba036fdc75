// `ingot help` and `ingot version`.
#include <algorithm>
#include <iostream>

#include "host/cli/command.hpp"
#include "host/cli/exit_code.hpp"

#ifndef INGOT_VERSION
#error "the build says the version"
#endif

namespace ingot::cli {

static constexpr const char* kExitCodes =
    "\nexit codes\n"
    "  0 every item ended as planned      7 authentication or permission\n"
    "  1 a bug in ingot                   8 vendor, network or disk unavailable; state saved\n"
    "  2 usage                            9 another run holds this job\n"
    "  3 job invalid                     10 plan --detailed-exitcode: there is work\n"
    "  4 plugin missing or refused       11 nothing matched (--fail-on-empty)\n"
    "  5 some items failed              130 interrupted; `ingot resume` goes on (143 for SIGTERM)\n"
    "  6 stopped by budget or deadline\n";

int print_help_command(const Arguments& arguments) {
  if (arguments.positional.empty()) {
    print_overview(std::cout);
    return kOk;
  }
  const auto& table = commands();
  const auto command = std::find_if(table.begin(), table.end(), [&](const Command& each) {
    return each.name == arguments.positional[0];
  });
  if (command == table.end()) {
    std::cerr << "error: there is no command `" << arguments.positional[0] << "`; see `ingot help`\n";
    return kUsage;
  }
  print_help(std::cout, *command);
  if (command->name == "run" || command->name == "resume") std::cout << kExitCodes;
  return kOk;
}

int print_version(const Arguments&) {
  std::cout << "ingot " << INGOT_VERSION << "\n";
  return kOk;
}

}  // namespace ingot::cli
