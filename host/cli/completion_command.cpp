// `ingot completion SHELL` and `ingot man`.
#include <algorithm>
#include <iostream>

#include "host/cli/completion.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/program_path.hpp"
#include "host/cli/vocabulary.hpp"

namespace ingot::cli {

static CompletionWords known_words() {
  CompletionWords words;
  const Vocabulary vocabulary = Vocabulary::built_in();
  for (const auto& entry : vocabulary.all()) {
    if (entry.name.find(' ') == entry.name.npos) words.codes.push_back(entry.name);
  }
  std::sort(words.codes.begin(), words.codes.end());
  words.codes.erase(std::unique(words.codes.begin(), words.codes.end()), words.codes.end());
  std::error_code missing;
  for (const auto& entry : std::filesystem::directory_iterator(libexec_folder(), missing)) {
    const std::string name = entry.path().filename();
    if (name.rfind("ingot-lab-", 0) == 0) words.vendors.push_back(name.substr(10));
  }
  std::sort(words.vendors.begin(), words.vendors.end());
  return words;
}

int print_completion(const Arguments& arguments) {
  const auto shell = shell_named(arguments.positional[0]);
  if (!shell) {
    std::cerr << "error: there is completion for bash, zsh and fish, not for `" << arguments.positional[0] << "`\n";
    return kUsage;
  }
  std::cout << completion_script(*shell, commands(), known_words());
  return kOk;
}

int print_man_page(const Arguments&) {
  std::cout << man_page(commands(), INGOT_VERSION);
  return kOk;
}

}  // namespace ingot::cli
