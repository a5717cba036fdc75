#include <algorithm>
#include <cctype>

#include "host/cli/command.hpp"

namespace ingot::cli {

std::optional<std::string> Arguments::value(const std::string& flag) const {
  const auto it = values_.find(flag);
  if (it == values_.end() || it->second.empty()) return std::nullopt;
  return it->second.back();
}

std::vector<std::string> Arguments::all(const std::string& flag) const {
  const auto it = values_.find(flag);
  return it == values_.end() ? std::vector<std::string>() : it->second;
}

std::string environment_twin(const Flag& flag) {
  std::string name = "INGOT_" + flag.name;
  for (char& c : name) c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

static const Flag* find_flag(const Command& command, const std::string& word) {
  const bool is_long = word.rfind("--", 0) == 0;
  const std::string name = word.substr(is_long ? 2 : 1);
  for (const auto& flag : command.flags) {
    if (is_long ? flag.name == name : (!flag.short_name.empty() && flag.short_name == name)) return &flag;
  }
  return nullptr;
}

static Error usage_error(const Command& command, const std::string& what) {
  return Error{ErrorKind::invalid, what + "; see `ingot help " + command.name + "`"};
}

// A flag whose value is declared as "text|json" takes one of these words and nothing else.
static Status check_choice(const Command& command, const Flag& flag, const std::string& value) {
  if (flag.value.find('|') == std::string::npos) return {};
  const std::string choices = "|" + flag.value + "|";
  const bool is_one = !value.empty() && value.find('|') == std::string::npos &&
                      choices.find("|" + value + "|") != std::string::npos;
  if (is_one) return {};
  return usage_error(command, "`--" + flag.name + "` takes " + flag.value + ", not `" + value + "`");
}

// Takes one flag at words[at]; how many words it used.
static Result<std::size_t> take_flag(const Command& command, const std::vector<std::string>& words,
                                     std::size_t at, Arguments& arguments) {
  std::string word = words[at];
  std::optional<std::string> inline_value;
  if (const std::size_t equals = word.find('='); word.rfind("--", 0) == 0 && equals != word.npos) {
    inline_value = word.substr(equals + 1);
    word.resize(equals);
  }
  const Flag* flag = find_flag(command, word);
  if (flag == nullptr) {
    return usage_error(command, "`" + command.name + "` has no flag `" + word + "`");
  }
  if (!flag->is_repeatable && arguments.has(flag->name)) {
    return usage_error(command, "`" + word + "` is given twice");
  }
  if (flag->value.empty()) {
    if (inline_value) return usage_error(command, "`" + word + "` takes no value");
    arguments.add(flag->name, "");
    return std::size_t{1};
  }
  if (!inline_value && at + 1 >= words.size()) {
    return usage_error(command, "`" + word + "` needs " + flag->value);
  }
  const std::string value = inline_value ? *inline_value : words[at + 1];
  INGOT_CHECK(check_choice(command, *flag, value));
  arguments.add(flag->name, value);
  return std::size_t{inline_value ? 1u : 2u};
}

Result<Arguments> parse_arguments(
    const Command& command, const std::vector<std::string>& words,
    const std::function<std::optional<std::string>(const std::string&)>& environment) {
  Arguments arguments;
  bool is_rest = command.positional_max == SIZE_MAX;
  for (std::size_t at = 0; at < words.size();) {
    const std::string& word = words[at];
    if (is_rest || word.size() < 2 || word[0] != '-') {
      arguments.positional.push_back(word);
      ++at;
      continue;
    }
    if (word == "--") {
      is_rest = true;
      ++at;
      continue;
    }
    INGOT_TRY(const std::size_t used, take_flag(command, words, at, arguments));
    at += used;
  }
  if (arguments.positional.size() < command.positional_min) {
    return usage_error(command, "`" + command.name + "` wants " + command.usage);
  }
  if (arguments.positional.size() > command.positional_max) {
    return usage_error(command, "`" + arguments.positional.back() + "` is one word too many");
  }
  for (const auto& flag : command.flags) {
    if (arguments.has(flag.name)) continue;
    if (auto value = environment(environment_twin(flag)); value && !value->empty()) {
      // A switch is on unless its twin says 0 or false.
      if (flag.value.empty() && (*value == "0" || *value == "false")) continue;
      if (const Status choice = check_choice(command, flag, *value); !choice) {
        return choice.error().within(environment_twin(flag));
      }
      arguments.add(flag.name, *std::move(value));
    }
  }
  return arguments;
}

}  // namespace ingot::cli
