// Completion and the man page: texts made from the command table alone, so that they cannot say anything else than the
// program does. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/cli/command.hpp"

namespace ingot::cli {

// What may stand where a flag's value or a command's next word is typed.
struct Candidates {
  enum class Kind { none, files, folders, runs, words };
  Kind kind = Kind::none;
  std::vector<std::string> words;  // of Kind::words
};

// What the table's placeholders stand for beyond files: filled by the caller, from where these are declared.
struct CompletionWords {
  std::vector<std::string> codes, vendors;
};

enum class Shell { bash, zsh, fish };
std::optional<Shell> shell_named(std::string_view name);

// "text|json" -> those words; "FILE", "FOLDER": from the disk.
Candidates value_candidates(const Flag& flag);
// Of the command's positional words, in order; the last one stands for those behind it as well.
std::vector<Candidates> word_candidates(const Command& command, const std::vector<Command>& table,
                                        const CompletionWords& words);

// A script to be sourced (bash, fish) or put into fpath as _ingot (zsh).
std::string completion_script(Shell shell, const std::vector<Command>& table, const CompletionWords& words);

// ingot(1) as roff with the `man` macros.
std::string man_page(const std::vector<Command>& table, std::string_view version);

}  // namespace ingot::cli
