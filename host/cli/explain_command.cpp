// `ingot explain [CODE]`: what a word means that the program printed instead of a sentence.
#include <algorithm>
#include <iostream>

#include "host/base/json_text.hpp"
#include "host/base/text.hpp"
#include "host/cli/command.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/program_path.hpp"
#include "host/cli/vocabulary.hpp"
#include "host/job/nearest.hpp"

namespace ingot::cli {

namespace {

using Entries = std::vector<const Explanation*>;

void print_json(const Entries& entries) {
  std::cout << "[";
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Explanation& entry = *entries[i];
    std::cout << (i > 0 ? ",\n" : "\n") << "{\"kind\":" << json_string(entry.kind)
              << ",\"code\":" << json_string(entry.name)
              << ",\"title\":" << json_string(printable(entry.title))
              << ",\"text\":" << json_string(printable(entry.text)) << "}";
  }
  std::cout << "\n]\n";
}

void print_text(const Entries& entries) {
  for (const Explanation* entry : entries) {
    if (entry != entries.front()) std::cout << "\n";
    std::cout << entry->name << " (" << entry->kind << "): " << printable(entry->title) << "\n\n"
              << printable(entry->text) << "\n";
  }
}

// One line each, by kind.
void print_list(const Vocabulary& vocabulary) {
  const std::string* kind = nullptr;
  for (const Explanation& entry : vocabulary.all()) {
    if (kind == nullptr || *kind != entry.kind)
      std::cout << (kind == nullptr ? "" : "\n") << entry.kind << "\n";
    kind = &entry.kind;
    std::string left = "  " + entry.name;
    left.resize(std::max<std::size_t>(left.size() + 2, 24), ' ');
    std::cout << left << printable(entry.title) << "\n";
  }
}

int say_unknown(const Vocabulary& vocabulary, const std::string& typed) {
  std::vector<std::string> names;
  for (const Explanation& entry : vocabulary.all()) {
    if (std::find(names.begin(), names.end(), entry.name) == names.end())
      names.push_back(entry.name);
  }
  const std::string nearest = job::did_you_mean(typed, names);
  std::cerr << "error: there is no code `" << printable(typed) << "`"
            << (nearest.empty() ? "; `ingot explain` lists all" : "; " + nearest) << "\n";
  return kUsage;
}

}  // namespace

int explain_code(const Arguments& arguments) {
  const plugin::Registry registry(
      plugin::plugin_folders(program_path(), arguments.value("plugin-path").value_or("")));
  const Vocabulary vocabulary = Vocabulary::with_plugins(registry);
  const bool wants_json = arguments.value("output") == "json";
  if (arguments.positional.empty() && !wants_json) {
    print_list(vocabulary);
    return kOk;
  }
  Entries entries;
  if (arguments.positional.empty()) {
    for (const Explanation& entry : vocabulary.all()) entries.push_back(&entry);
  } else {
    entries = vocabulary.named(arguments.positional[0]);
    if (entries.empty()) return say_unknown(vocabulary, arguments.positional[0]);
  }
  wants_json ? print_json(entries) : print_text(entries);
  return kOk;
}

}  // namespace ingot::cli
