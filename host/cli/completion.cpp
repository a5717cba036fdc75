#include "host/cli/completion.hpp"

#include <algorithm>

namespace ingot::cli {

namespace {

using Kind = Candidates::Kind;

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(separator, at), text.size());
    if (end > at) parts.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

Candidates candidates_of(const std::string& placeholder) {
  if (placeholder.find('|') != std::string::npos) return {Kind::words, split(placeholder, '|')};
  if (placeholder == "FILE" || placeholder == "JOB" || placeholder == "PLUGIN" || placeholder == "TRANSCRIPT...")
    return {Kind::files, {}};
  if (placeholder == "FOLDER" || placeholder == "FOLDERS") return {Kind::folders, {}};
  if (placeholder.rfind("RUN", 0) == 0) return {Kind::runs, {}};
  return {};
}

std::string quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

std::vector<std::string> flag_words(const Command& command) {
  std::vector<std::string> words;
  for (const auto& flag : command.flags) {
    words.push_back("--" + flag.name);
    if (!flag.short_name.empty()) words.push_back("-" + flag.short_name);
  }
  return words;
}

// ---- bash

std::string bash_candidates(const Candidates& candidates) {
  switch (candidates.kind) {
    case Kind::files: return "_ingot_paths -f";
    case Kind::folders: return "_ingot_paths -d";
    case Kind::runs: return "_ingot_words \"$(_ingot_runs)\"";
    case Kind::words: return "_ingot_words " + quoted(joined(candidates.words));
    case Kind::none: break;
  }
  return ":";
}

constexpr const char* kBashHead = R"sh(# bash completion for ingot; `source <(ingot completion bash)`
_ingot_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur"); }
_ingot_paths() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen "$1" -- "$cur")
}
_ingot_runs() {
  local state="${INGOT_STATE:-.ingot}" i
  for ((i = 2; i < COMP_CWORD; i++)); do
    [[ ${COMP_WORDS[i]} == --state ]] || continue
    state="${COMP_WORDS[i + 1]}"
    [[ $state == = ]] && state="${COMP_WORDS[i + 2]}"
  done
  "${COMP_WORDS[0]}" runs --state "$state" 2>/dev/null | cut -d ' ' -f 1
}
_ingot() {
  COMPREPLY=()
  local cur="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD - 1]}" verb="${COMP_WORDS[1]}"
  # readline takes `--flag=value` apart at the `=`.
  if [[ $cur == = ]]; then
    cur=""
  elif [[ $before == = ]]; then
    before="${COMP_WORDS[COMP_CWORD - 2]}"
  fi
)sh";

std::string bash_values(const std::vector<Command>& table) {
  std::string text = "  case \"$verb $before\" in\n";
  for (const auto& command : table) {
    for (const auto& flag : command.flags) {
      if (flag.value.empty()) continue;
      text += "    '" + command.name + " --" + flag.name + "'";
      if (!flag.short_name.empty()) text += " | '" + command.name + " -" + flag.short_name + "'";
      text += ") " + bash_candidates(value_candidates(flag)) + "; return ;;\n";
    }
  }
  return text + "  esac\n";
}

// Which positional word the cursor is in: words that are neither flags nor their values are counted.
std::string bash_place(const std::vector<Command>& table) {
  std::string text =
      "  local place=0 i\n"
      "  for ((i = 2; i < COMP_CWORD; i++)); do\n"
      "    case \"$verb ${COMP_WORDS[i]}\" in\n";
  std::string taking;
  for (const auto& command : table) {
    for (const auto& flag : command.flags) {
      if (flag.value.empty()) continue;
      taking += (taking.empty() ? "" : " | ") + quoted(command.name + " --" + flag.name);
      if (!flag.short_name.empty()) taking += " | " + quoted(command.name + " -" + flag.short_name);
    }
  }
  text += "      " + taking + ")\n"
          "        [[ ${COMP_WORDS[i + 1]} == = ]] && ((i++))\n"
          "        ((i++)) ;;\n"
          "      *' '-*) ;;\n"
          "      *) ((place++)) ;;\n"
          "    esac\n"
          "  done\n";
  return text;
}

std::string bash_script(const std::vector<Command>& table, const CompletionWords& words) {
  std::vector<std::string> names;
  for (const auto& command : table) names.push_back(command.name);
  std::string text = kBashHead;
  text += "  if ((COMP_CWORD == 1)); then\n    _ingot_words " + quoted(joined(names)) + "\n    return\n  fi\n";
  text += bash_values(table);
  text += "  if [[ $cur == -* ]]; then\n    case \"$verb\" in\n";
  for (const auto& command : table) {
    if (command.flags.empty()) continue;
    text += "      " + command.name + ") _ingot_words " + quoted(joined(flag_words(command))) + " ;;\n";
  }
  text += "    esac\n    return\n  fi\n" + bash_place(table) + "  case \"$verb $place\" in\n";
  for (const auto& command : table) {
    const auto places = word_candidates(command, table, words);
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (places[i].kind == Kind::none) continue;
      text += "    '" + command.name + " " + std::to_string(i) + "') " + bash_candidates(places[i]) + " ;;\n";
    }
  }
  return text + "  esac\n}\ncomplete -F _ingot ingot\n";
}

// ---- zsh

std::string zsh_action(const Candidates& candidates) {
  switch (candidates.kind) {
    case Kind::files: return "_files";
    case Kind::folders: return "_files -/";
    case Kind::runs: return "_ingot_runs";
    case Kind::words: return "(" + joined(candidates.words) + ")";
    case Kind::none: break;
  }
  return " ";
}

// Brackets and colons end parts of a specification.
std::string zsh_text(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

std::string zsh_flag(const Flag& flag, const std::string& spelling, bool is_long) {
  std::string spec = flag.is_repeatable ? "*" : "";
  spec += spelling;
  if (!flag.value.empty() && is_long) spec += "=";
  spec += "[" + zsh_text(flag.help) + "]";
  if (!flag.value.empty()) spec += ":" + zsh_text(flag.value) + ":" + zsh_action(value_candidates(flag));
  return "        " + quoted(spec) + " \\\n";
}

std::string zsh_command(const Command& command, const std::vector<Command>& table, const CompletionWords& words) {
  std::string text = "    " + command.name + ")\n      _arguments \\\n";
  for (const auto& flag : command.flags) {
    text += zsh_flag(flag, "--" + flag.name, true);
    if (!flag.short_name.empty()) text += zsh_flag(flag, "-" + flag.short_name, false);
  }
  const auto places = word_candidates(command, table, words);
  for (std::size_t i = 0; i < places.size(); ++i) {
    text += "        " + quoted(std::to_string(i + 1) + ":word:" + zsh_action(places[i])) + " \\\n";
  }
  return text + "        && return 0 ;;\n";
}

std::string zsh_script(const std::vector<Command>& table, const CompletionWords& words) {
  std::string text = "#compdef ingot\n# zsh completion for ingot; `ingot completion zsh > \"${fpath[1]}/_ingot\"`\n";
  text +=
      "_ingot_runs() {\n"
      "  local state=${INGOT_STATE:-.ingot} at=${words[(i)--state]}\n"
      "  (( at < $#words )) && state=$words[at+1]\n"
      "  local -a ids\n"
      "  ids=(${(f)\"$(ingot runs --state \"$state\" 2>/dev/null | cut -d ' ' -f 1)\"})\n"
      "  compadd -a ids\n"
      "}\n"
      "_ingot() {\n"
      "  local -a verbs\n"
      "  verbs=(\n";
  for (const auto& command : table) {
    text += "    " + quoted(command.name + ":" + zsh_text(command.summary)) + "\n";
  }
  text +=
      "  )\n"
      "  if (( CURRENT == 2 )); then\n"
      "    _describe command verbs\n"
      "    return\n"
      "  fi\n"
      "  local verb=$words[2]\n"
      "  shift words\n"
      "  (( CURRENT-- ))\n"
      "  case $verb in\n";
  for (const auto& command : table) text += zsh_command(command, table, words);
  return text + "  esac\n}\n_ingot \"$@\"\n";
}

// ---- fish

std::string fish_quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') result += '\\';
    result += c;
  }
  return result + "'";
}

std::string fish_action(const Candidates& candidates) {
  switch (candidates.kind) {
    case Kind::files: return " -F";
    case Kind::folders: return " -f -a '(__fish_complete_directories)'";
    case Kind::runs: return " -f -a '(__ingot_runs)'";
    case Kind::words: return " -f -a " + fish_quoted(joined(candidates.words));
    case Kind::none: break;
  }
  return " -f";
}

std::string fish_script(const std::vector<Command>& table, const CompletionWords& words) {
  std::string text =
      "# fish completion for ingot; `ingot completion fish > ~/.config/fish/completions/ingot.fish`\n"
      "function __ingot_at # VERB\n"
      "    set -l typed (commandline -opc)\n"
      "    test (count $typed) -ge 2; and test $typed[2] = $argv[1]\n"
      "end\n"
      "function __ingot_begins\n"
      "    test (count (commandline -opc)) -eq 1\n"
      "end\n"
      "function __ingot_runs\n"
      "    set -l state .ingot\n"
      "    set -q INGOT_STATE; and set state $INGOT_STATE\n"
      "    set -l typed (commandline -opc)\n"
      "    if set -l at (contains -i -- --state $typed); and test $at -lt (count $typed)\n"
      "        set state $typed[(math $at + 1)]\n"
      "    end\n"
      "    ingot runs --state $state 2>/dev/null | string split -f 1 ' '\n"
      "end\n"
      "complete -c ingot -f\n";
  for (const auto& command : table) {
    const std::string here = "complete -c ingot -n " + fish_quoted("__ingot_at " + command.name);
    text += "complete -c ingot -n __ingot_begins -a " + command.name + " -d " + fish_quoted(command.summary) + "\n";
    for (const auto& flag : command.flags) {
      text += here + " -l " + flag.name;
      if (!flag.short_name.empty()) text += " -s " + flag.short_name;
      if (!flag.value.empty()) text += " -r" + fish_action(value_candidates(flag));
      text += " -d " + fish_quoted(flag.help) + "\n";
    }
    const auto places = word_candidates(command, table, words);
    if (!places.empty() && places[0].kind != Kind::none) text += here + fish_action(places[0]) + "\n";
  }
  return text;
}

}  // namespace

std::optional<Shell> shell_named(std::string_view name) {
  if (name == "bash") return Shell::bash;
  if (name == "zsh") return Shell::zsh;
  if (name == "fish") return Shell::fish;
  return std::nullopt;
}

Candidates value_candidates(const Flag& flag) { return candidates_of(flag.value); }

std::vector<Candidates> word_candidates(const Command& command, const std::vector<Command>& table,
                                        const CompletionWords& words) {
  std::vector<Candidates> places;
  for (std::string word : split(command.usage, ' ')) {
    if (word == "[flags]" || word == "[lab") break;
    std::erase_if(word, [](char c) { return c == '[' || c == ']'; });
    if (word == "COMMAND") {
      places.push_back({Kind::words, {}});
      for (const auto& each : table) places.back().words.push_back(each.name);
    } else if (word == "CODE") {
      places.push_back({Kind::words, words.codes});
    } else if (word == "VENDOR") {
      places.push_back({Kind::words, words.vendors});
    } else {
      places.push_back(candidates_of(word));
    }
  }
  return places;
}

std::string completion_script(Shell shell, const std::vector<Command>& table, const CompletionWords& words) {
  switch (shell) {
    case Shell::bash: return bash_script(table, words);
    case Shell::zsh: return zsh_script(table, words);
    case Shell::fish: break;
  }
  return fish_script(table, words);
}

}  // namespace ingot::cli
