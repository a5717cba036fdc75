// ingot(1), from the command table.
#include "host/cli/completion.hpp"
#include "host/cli/exit_code_table.hpp"

namespace ingot::cli {

// Text that roff shows as it is. A hyphen would become a typographic one, which nobody can paste into a shell.
static std::string roff(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\\') {
      result += "\\e";
    } else if (c == '-') {
      result += "\\-";
    } else {
      result += c;
    }
  }
  // A line that begins with one of these would be a request.
  if (!result.empty() && (result[0] == '.' || result[0] == '\'')) result.insert(0, "\\&");
  return result;
}

static std::string flag_entry(const Flag& flag) {
  std::string text = ".TP\n";
  if (!flag.short_name.empty()) text += "\\fB\\-" + roff(flag.short_name) + "\\fR, ";
  text += "\\fB\\-\\-" + roff(flag.name) + "\\fR";
  if (!flag.value.empty()) text += " \\fI" + roff(flag.value) + "\\fR";
  text += "\n" + roff(flag.help) + (flag.is_repeatable ? "; may be repeated" : "");
  return text + ". Environment: \\fB" + environment_twin(flag) + "\\fR.\n";
}

static std::string command_entry(const Command& command) {
  std::string text = ".SS \\fBingot " + roff(command.name) + "\\fR";
  if (!command.usage.empty()) text += " " + roff(command.usage);
  text += "\n" + roff(command.summary) + ".\n";
  for (const auto& flag : command.flags) text += flag_entry(flag);
  return text;
}

std::string man_page(const std::vector<Command>& table, std::string_view version) {
  std::string text = ".TH INGOT 1 \"\" \"ingot " + roff(version) + "\" \"User Commands\"\n"
      ".SH NAME\n"
      "ingot \\- gets files into digital\\-asset\\-management vendors, and can prove it\n"
      ".SH SYNOPSIS\n"
      ".B ingot\n"
      ".I COMMAND\n"
      "[\\fIwords\\fR] [\\fIflags\\fR]\n"
      ".SH DESCRIPTION\n"
      "A job file says which files or records go to which vendor. \\fBingot run\\fR carries it out and writes every\n"
      "fact about it to a ledger before acting on it, so that a run that was stopped or killed at any moment goes on\n"
      "with \\fBingot resume\\fR and sends nothing twice. Standard output carries data, standard error carries talk.\n"
      ".SH COMMANDS\n";
  for (const auto& command : table) text += command_entry(command);
  text += ".SH EXIT STATUS\n";
  for (const auto& each : kExitCodeTable) {
    text += ".TP\n\\fB" + std::to_string(each.code) + "\\fR\n" + roff(each.meaning) + ".\n";
  }
  text += ".SH ENVIRONMENT\n"
          "Every flag can be given as a variable: \\fBINGOT_\\fR and the flag's name in capitals, with underscores for\n"
          "hyphens. A switch is on unless its variable is 0 or false. What is typed goes before what is in the\n"
          "environment.\n"
          ".TP\n\\fBNO_COLOR\\fR\nno colours, whatever its value.\n"
          ".TP\n\\fBhttp_proxy\\fR, \\fBhttps_proxy\\fR, \\fBno_proxy\\fR\nthe proxy to go through, and hosts to reach "
          "without it.\n"
          ".SH FILES\n"
          ".TP\n\\fI.ingot/runs/RUN/ledger.db\\fR\nthe ledger of a run, a SQLite file; never holds secrets.\n"
          ".TP\n\\fI.ingot/tokens\\fR\nrotated refresh tokens; readable by their owner only.\n";
  return text;
}

}  // namespace ingot::cli
