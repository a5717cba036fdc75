#include <ostream>

#include "host/cli/bench_options.hpp"
#include "host/cli/command.hpp"

namespace ingot::cli {

static Flag state_flag() {
  return {"state", "", "FOLDER", "where runs are kept (default .ingot in the current folder)", false};
}
static Flag output_flag() { return {"output", "", "text|json", "how data is written to stdout (default text)", false}; }
static Flag plugins_flag() {
  return {"plugin-path", "", "FOLDERS", "folders searched for plugins first, separated by colons", false};
}
static std::vector<Flag> job_flags() {
  return {{"param", "p", "NAME=VALUE", "sets a parameter of the job", true},
          {"profile", "", "NAME", "applies a profile of the job", false}, plugins_flag()};
}
// Of the verbs that carry a run out: how it may be looked at meanwhile is among them.
static std::vector<Flag> network_flags() {
  return {{"ca-file", "", "FILE", "trusts these PEM certificates instead of the system's", false},
          {"quiet", "q", "", "shows warnings and errors only", false},
          state_flag(),
          {"output", "", "text|json|ndjson", "how data is written to stdout (default text); ndjson: events as they happen",
           false},
          {"events", "", "FILE", "writes the run's events to this file as well (NDJSON)", false},
          {"ui", "", "ADDRESS", "serves a page to look at the run, at 127.0.0.1:PORT; port 0 is any free one", false},
          {"ui-stay", "", "", "keeps the page after the run's end, until interrupted; items can be retried from it", false},
          {"otlp", "", "URL", "sends the run as a trace to this OpenTelemetry collector, e.g. http://127.0.0.1:4318", false}};
}

static std::vector<Flag> with(std::vector<Flag> flags, const std::vector<Flag>& more) {
  flags.insert(flags.end(), more.begin(), more.end());
  return flags;
}

const std::vector<Command>& commands() {
  static const std::vector<Command> table = {
      {"run", "JOB [flags]", "runs a job, or a plan of `plan -o`, to its end",
       with(with(job_flags(), network_flags()),
            {{"fail-on-empty", "", "", "exit code 11 when the scan finds nothing", false}}),
       1, 1, run_job},
      {"resume", "[RUN] [flags]", "goes on with a run that was stopped or killed",
       with({plugins_flag()}, network_flags()), 0, 1, resume_run},
      {"retry", "[RUN] [flags]", "gives a run's failed items another try, then goes on with the run",
       with({{"failed", "", "", "what failed: retries used up, credentials, changed or unreadable files", false},
             {"rejected", "", "", "what the vendor or a rule rejected, and conflicts", false},
             {"unknown", "", "", "what may be at the vendor already: it can be there twice afterwards", false},
             plugins_flag()},
            network_flags()),
       0, 1, retry_run},
      {"verify", "[RUN] [flags]", "asks the vendor again whether what a run has brought is there; changes nothing",
       with({plugins_flag()}, network_flags()), 0, 1, verify_run},
      {"status", "[RUN] [flags]", "shows how far a run has come", {state_flag(), output_flag()}, 0, 1, show_status},
      {"runs", "[flags]", "lists the runs kept here", {state_flag(), output_flag()}, 0, 0, list_runs},
      {"report", "[RUN] [flags]", "writes a run's reports again",
       {state_flag(), {"json", "", "FILE", "writes the JSON report here", false},
        {"csv", "", "FILE", "writes the CSV report here", false},
        {"junit", "", "FILE", "writes the JUnit report here", false},
        {"html", "", "FILE", "writes the HTML report here", false}},
       0, 1, write_report},
      {"ui", "[RUN] [flags]", "serves a page to look at a run that is kept here; nothing can be changed from it",
       {state_flag(), {"listen", "", "ADDRESS", "where, on this machine (default 127.0.0.1:0, any free port)", false}}, 0, 1,
       show_page},
      {"validate", "JOB [flags]", "checks a job and its files offline; shows all problems",
       with(job_flags(), {{"output", "", "text|json|sarif|github", "how problems are written (default text)", false}, state_flag(),
                          {"no-scan", "", "", "checks the job file only", false}}),
       1, 1, validate_job},
      {"plan", "JOB [flags]", "shows what a run would do: items, parts, bytes, requests",
       with(job_flags(),
            {output_flag(), state_flag(), {"detailed-exitcode", "", "", "exit code 10 when there is work", false},
             {"out", "o", "FILE", "writes the plan here; `ingot run FILE` sends exactly that or refuses", false},
             {"digests", "", "", "with -o: takes the SHA-256 of every file, so that `run` compares contents too", false},
             {"rate", "", "RATE", "tells the time at this rate, e.g. 40MiB/s (default: that of the newest run)", false}}),
       1, 1, plan_job},
      {"test", "JOB [flags]", "runs the job's own tests: what would be sent for the items they name; no network",
       with(job_flags(), {output_flag(), {"junit", "", "FILE", "writes a JUnit report here", false}}), 1, 1, test_job},
      {"schema", "[flags]", "prints the JSON Schema of job files, with the installed plugins' config",
       {plugins_flag(), {"report", "", "", "prints the JSON Schema of reports instead", false},
        {"diagnostics", "", "", "prints the JSON Schema of `validate --output json` instead", false},
        {"plan", "", "", "prints the JSON Schema of plan files instead", false},
        {"events", "", "", "prints the JSON Schema of the stream of events instead", false}},
       0, 0, print_schema},
      {"explain", "[CODE] [flags]", "explains a code, outcome or exit code, e.g. J2007; without one, lists all",
       {plugins_flag(), output_flag()}, 0, 1, explain_code},
      {"reference", "job|commands|codes|plugins", "prints a reference page as Markdown, from the program's own tables",
       {plugins_flag()}, 1, 1, print_reference},
      {"plugins", "[flags]", "lists installed plugins and what they can do", {plugins_flag(), output_flag()}, 0, 0,
       list_plugins},
      {"plugin", "new|describe|replay PLUGIN [TRANSCRIPT...] [flags]",
       "for authors of plugins: starts a project of that name; says what a library is; plays transcripts with it",
       {{"dir", "", "FOLDER", "new: the folder to make (default: the name)", false},
        {"update", "", "", "replay: writes what the plugin asks for now into the transcripts", false},
        plugins_flag(), output_flag()},
       2, 10'000, work_on_plugin},
      {"lab", "VENDOR [lab flags]", "starts a vendor's emulator on this machine; `ingot lab dash --help`", {}, 1,
       SIZE_MAX, start_lab},
      {"bench", "upload [flags]", "measures which part size and parallelism upload fastest, against a vendor's lab",
       bench_flags(), 1, 1, measure_uploads},
      {"check", "JOB [flags]", "asks the vendor whether the credentials work and what they may do; sends nothing",
       with(job_flags(), {{"ca-file", "", "FILE", "trusts these PEM certificates instead of the system's", false},
                          state_flag(), output_flag()}),
       1, 1, check_job},
      {"doctor", "[JOB] [flags]", "looks for what would make runs fail on this machine; with a job, at the vendor's clock too",
       with(job_flags(), {{"ca-file", "", "FILE", "trusts these PEM certificates instead of the system's", false},
                          state_flag(), output_flag()}),
       0, 1, examine},
      {"diff", "RUN1 RUN2 [flags]", "shows items that two runs ended differently with",
       {state_flag(), output_flag(), {"detailed-exitcode", "", "", "exit code 12 when the runs differ", false}}, 2, 2,
       diff_runs},
      {"completion", "bash|zsh|fish", "prints a completion script for a shell", {}, 1, 1, print_completion},
      {"man", "", "prints the manual page, for `man -l -`", {}, 0, 0, print_man_page},
      {"version", "", "prints the version", {}, 0, 0, print_version},
      {"help", "[COMMAND]", "explains a command", {}, 0, 1, print_help_command},
  };
  return table;
}

void print_help(std::ostream& out, const Command& command) {
  out << "ingot " << command.name << " " << command.usage << "\n  " << command.summary << "\n";
  if (!command.flags.empty()) out << "\n";
  for (const auto& flag : command.flags) {
    std::string left = "  " + (flag.short_name.empty() ? std::string("    ") : "-" + flag.short_name + ", ") +
                       "--" + flag.name + (flag.value.empty() ? "" : " " + flag.value);
    left.resize(std::max<std::size_t>(left.size() + 2, 34), ' ');
    out << left << flag.help << " [" << environment_twin(flag) << "]\n";
  }
}

void print_overview(std::ostream& out) {
  out << "ingot: gets files into digital-asset-management vendors, and can prove it\n\n";
  for (const auto& command : commands()) {
    std::string left = "  " + command.name;
    left.resize(14, ' ');
    out << left << command.summary << "\n";
  }
  out << "\n`ingot help COMMAND` explains one; exit codes are in `ingot help run`.\n";
}

}  // namespace ingot::cli
