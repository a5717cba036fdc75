#include "host/cli/reference.hpp"

#include <iterator>
#include <utility>

#include "host/cli/exit_code_table.hpp"

namespace ingot::cli {

std::string cell(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\n') {
      result += ' ';
    } else if (c == '|') {
      result += "\\|";
    } else {
      result += c;
    }
  }
  return result;
}

std::string size_literal(std::uint64_t bytes) {
  static constexpr const char* kUnits[] = {"", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  while (bytes != 0 && bytes % 1024 == 0 && unit + 1 < std::size(kUnits)) {
    bytes /= 1024;
    ++unit;
  }
  return std::to_string(bytes) + kUnits[unit];
}

std::string duration_literal(std::int64_t ms) {
  static constexpr std::pair<std::int64_t, const char*> kUnits[] = {
      {86'400'000, "d"}, {3'600'000, "h"}, {60'000, "m"}, {1000, "s"}};
  if (ms == 0) return "0s";
  for (const auto& [size, name] : kUnits) {
    if (ms % size == 0) return std::to_string(ms / size) + name;
  }
  return std::to_string(ms) + "ms";
}

static std::string flag_row(const Flag& flag) {
  std::string text = "| `";
  if (!flag.short_name.empty()) text += "-" + flag.short_name + "`, `";
  text += "--" + flag.name + (flag.value.empty() ? "" : " " + cell(flag.value)) + "` | " +
          cell(flag.help) + (flag.is_repeatable ? "; may be repeated" : "");
  return text + " | `" + environment_twin(flag) + "` |\n";
}

std::string command_reference(const std::vector<Command>& table) {
  std::string text =
      "# Commands\n\n"
      "Every flag can be given as an environment variable; what is typed goes before it. A switch "
      "is on unless its variable "
      "is\n`0` or `false`. Data goes to stdout, everything else to stderr.\n";
  for (const Command& command : table) {
    text += "\n## ingot " + command.name + "\n\n`ingot " + command.name +
            (command.usage.empty() ? "" : " ") + command.usage + "` – " + command.summary + ".\n";
    if (command.flags.empty()) continue;
    text += "\n| flag | | variable |\n|---|---|---|\n";
    for (const Flag& flag : command.flags) text += flag_row(flag);
  }
  text += "\n## Exit codes\n\n| code | meaning | what it tells |\n|---|---|---|\n";
  for (const auto& each : kExitCodeTable) {
    text += "| " + std::to_string(each.code) + " | " + cell(each.meaning) + " | " +
            cell(each.text) + " |\n";
  }
  return text;
}

std::string code_reference(const Vocabulary& vocabulary) {
  std::string text =
      "# Codes\n\n"
      "What the program prints in one word, and what `ingot explain WORD` says about it. Words are "
      "stable: once published, "
      "one\nkeeps its meaning.\n";
  std::string_view kind;
  for (const Explanation& entry : vocabulary.all()) {
    if (kind != entry.kind) text += "\n## " + entry.kind + "\n\n| code | | |\n|---|---|---|\n";
    kind = entry.kind;
    text += "| `" + entry.name + "` | " + cell(entry.title) + " | " + cell(entry.text) + " |\n";
  }
  return text;
}

}  // namespace ingot::cli
