// `ingot help` and `ingot version`.
#include <algorithm>
#include <iostream>

#include "host/cli/command.hpp"
#include "host/cli/exit_code_table.hpp"

#ifndef INGOT_VERSION
#error "the build says the version"
#endif

namespace ingot::cli {

static void print_exit_codes(std::ostream& out) {
  out << "\nexit codes\n";
  for (const auto& each : kExitCodeTable) {
    out << (each.code < 10 ? "    " : each.code < 100 ? "   " : "  ") << each.code << "  " << each.meaning << "\n";
  }
}

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
  if (command->name == "run" || command->name == "resume" || command->name == "retry") print_exit_codes(std::cout);
  return kOk;
}

int print_version(const Arguments&) {
  std::cout << "ingot " << INGOT_VERSION << "\n";
  return kOk;
}

}  // namespace ingot::cli
