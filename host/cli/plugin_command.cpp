// `ingot plugin`: finds the verb and refuses words and flags that are another verb's.
#include "host/cli/plugin_command.hpp"

#include <algorithm>
#include <array>
#include <iostream>

#include "host/base/text.hpp"
#include "host/cli/exit_code.hpp"

namespace ingot::cli {

namespace {

struct Verb {
  const char* name;
  const char* usage;
  std::size_t most_words;
  const char* flag;  // the one that no other verb knows, or null
  int (*run)(const Arguments&);
};

constexpr std::array kVerbs = {
    Verb{"new", "new NAME [--dir FOLDER]", 2, "dir", &new_plugin},
    Verb{"describe", "describe PLUGIN", 2, nullptr, &describe_plugin},
    Verb{"replay", "replay PLUGIN TRANSCRIPT...", SIZE_MAX, "update", &replay_transcripts}};

Status check_words(const Verb& verb, const Arguments& arguments) {
  const std::string usage = "`ingot plugin " + std::string(verb.usage) + "`";
  const std::size_t least = verb.run == &replay_transcripts ? 3 : 2;
  if (arguments.positional.size() < least) return Error{ErrorKind::invalid, "it is " + usage};
  if (arguments.positional.size() > verb.most_words) {
    return Error{ErrorKind::invalid,
                 "`" + printable(arguments.positional.back()) + "` is one word too many: " + usage};
  }
  for (const Verb& other : kVerbs) {
    if (&other == &verb || other.flag == nullptr || !arguments.has(other.flag)) continue;
    return Error{ErrorKind::invalid,
                 "`--" + std::string(other.flag) + "` is a flag of `plugin " + other.name + "`"};
  }
  return {};
}

}  // namespace

int plugin_failure(const Error& error) {
  std::cerr << "error: " << error.message << "\n";
  switch (error.kind) {
    case ErrorKind::invalid:
    case ErrorKind::not_found:
    case ErrorKind::conflict:
      return kUsage;
    case ErrorKind::refused:
      return kPluginRefused;
    case ErrorKind::internal:
      return kBug;
    default:
      return kUnavailable;
  }
}

int work_on_plugin(const Arguments& arguments) {
  const auto verb = std::find_if(kVerbs.begin(), kVerbs.end(), [&](const Verb& each) {
    return each.name == arguments.positional[0];
  });
  if (verb == kVerbs.end()) {
    return plugin_failure({ErrorKind::invalid, "there is no `plugin " +
                                                   printable(arguments.positional[0]) +
                                                   "`; there are new, describe and replay"});
  }
  if (const Status words = check_words(*verb, arguments); !words)
    return plugin_failure(words.error());
  return verb->run(arguments);
}

}  // namespace ingot::cli
