// Command: one verb of the program, declared once: the table drives parsing, help and the environment twins of flags.
#pragma once

#include <functional>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "host/base/result.hpp"

namespace ingot::cli {

struct Flag {
  std::string name;         // "state" for --state; its environment twin is INGOT_STATE
  std::string short_name;   // "p" for -p, or empty
  std::string value;        // what its value is called in help; empty = a switch
  std::string help;
  bool is_repeatable = false;
};

// What was typed, checked against the declaration.
class Arguments {
 public:
  std::vector<std::string> positional;

  bool has(const std::string& flag) const { return values_.contains(flag); }
  std::optional<std::string> value(const std::string& flag) const;
  std::vector<std::string> all(const std::string& flag) const;
  void add(const std::string& flag, std::string value) { values_[flag].push_back(std::move(value)); }

 private:
  std::map<std::string, std::vector<std::string>> values_;
};

struct Command {
  std::string name, usage, summary;  // usage: "JOB [flags]"
  std::vector<Flag> flags;
  std::size_t positional_min = 0, positional_max = 0;  // SIZE_MAX: everything is passed on as it is
  std::function<int(const Arguments&)> run;            // an ExitCode
};

const std::vector<Command>& commands();

// Usage errors name what was typed and what is declared. `environment` gives the value of a variable.
Result<Arguments> parse_arguments(const Command& command, const std::vector<std::string>& words,
                                  const std::function<std::optional<std::string>(const std::string&)>& environment);

// "state" -> "INGOT_STATE".
std::string environment_twin(const Flag& flag);
void print_help(std::ostream& out, const Command& command);
void print_overview(std::ostream& out);

// The verbs, one file each.
int run_job(const Arguments& arguments);
int resume_run(const Arguments& arguments);
int retry_run(const Arguments& arguments);
int plan_job(const Arguments& arguments);
int test_job(const Arguments& arguments);
int verify_run(const Arguments& arguments);
int validate_job(const Arguments& arguments);
int show_status(const Arguments& arguments);
int show_page(const Arguments& arguments);
int list_runs(const Arguments& arguments);
int write_report(const Arguments& arguments);
int list_plugins(const Arguments& arguments);
int work_on_plugin(const Arguments& arguments);
int start_lab(const Arguments& arguments);
int print_schema(const Arguments& arguments);
int explain_code(const Arguments& arguments);
int print_reference(const Arguments& arguments);
int measure_uploads(const Arguments& arguments);
int check_job(const Arguments& arguments);
int examine(const Arguments& arguments);
int diff_runs(const Arguments& arguments);
int print_completion(const Arguments& arguments);
int print_man_page(const Arguments& arguments);
int print_version(const Arguments& arguments);
int print_help_command(const Arguments& arguments);

}  // namespace ingot::cli
