// The program's entry: finds the verb, parses its arguments, runs it. The last rim: an exception that comes this far
// is a bug and says so.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>

#include "host/cli/command.hpp"
#include "host/cli/exit_code.hpp"

namespace ingot::cli {

static std::optional<std::string> environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return std::string(value);
}

static int usage(const std::string& what) {
  std::cerr << "error: " << what << "\n";
  return kUsage;
}

static int dispatch(std::vector<std::string> words) {
  if (words.empty()) {
    print_overview(std::cerr);
    return kUsage;
  }
  if (words[0] == "--help" || words[0] == "-h") words[0] = "help";
  if (words[0] == "--version") words[0] = "version";
  const auto& table = commands();
  const auto command = std::find_if(table.begin(), table.end(),
                                    [&](const Command& each) { return each.name == words[0]; });
  if (command == table.end()) return usage("there is no command `" + words[0] + "`; see `ingot help`");
  words.erase(words.begin());
  const bool wants_help = std::any_of(words.begin(), words.end(),
                                      [](const auto& word) { return word == "--help" || word == "-h"; });
  if (wants_help && command->positional_max != SIZE_MAX) {
    print_help(std::cout, *command);
    return kOk;
  }
  const auto arguments = parse_arguments(*command, words, environment);
  if (!arguments) return usage(arguments.error().message);
  return command->run(*arguments);
}

}  // namespace ingot::cli

int main(int argc, char** argv) {
  try {
    return ingot::cli::dispatch(std::vector<std::string>(argv + 1, argv + argc));
  } catch (const std::exception& caught) {
    std::fprintf(stderr, "error: a bug in ingot: %s\n", caught.what());
    return ingot::cli::kBug;
  }
}
