// `ingot doctor [JOB]`.
#include <algorithm>
#include <iostream>

#include "host/base/json_text.hpp"
#include "host/base/text.hpp"
#include "host/cli/client_setup.hpp"
#include "host/cli/doctor_checks.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/loaded_job.hpp"
#include "host/cli/program_path.hpp"
#include "host/cli/run_opening.hpp"
#include "host/cli/vendor_clock.hpp"

namespace ingot::cli {

namespace {

using Level = Finding::Level;

std::string_view word_of(Level level) {
  switch (level) {
    case Level::ok: return "ok";
    case Level::warn: return "warn";
    case Level::fail: break;
  }
  return "fail";
}

// The job's problems have been printed when it does not load.
std::vector<Finding> check_job_and_clock(const Arguments& arguments) {
  auto source = job_source(arguments);
  if (!source) return {{"job", Level::fail, source.error().message, kJobInvalid}};
  auto loaded = load_job(*std::move(source), Depth::manifest);
  if (const auto* failure = std::get_if<LoadFailure>(&loaded)) {
    return {{"job", Level::fail, arguments.positional[0] + ": see above", failure->exit_code}};
  }
  const auto& job = std::get<LoadedJob>(loaded).job;
  std::vector<Finding> findings = {{"job", Level::ok, job.name, kOk}};
  // A vendor that hangs up is a finding; Ctrl-C may end this at any time.
  const Signals signals;
  signals.let_go();
  net::Client client(client_options(arguments.value("ca-file").value_or("")));
  SystemClock clock;
  const auto difference = clock_difference(client, clock, job.vendor.base_url, std::stop_token());
  if (!difference) {
    findings.push_back({"vendor", Level::fail, difference.error().message, kUnavailable});
    return findings;
  }
  findings.push_back({"vendor", Level::ok, job.vendor.base_url + " answers", kOk});
  findings.push_back(*difference ? judge_clock(**difference)
                                 : Finding{"clock", Level::warn, "the vendor does not tell its time", kOk});
  return findings;
}

void print_text(const std::vector<Finding>& findings) {
  for (const auto& finding : findings) {
    std::string left(word_of(finding.level));
    left.resize(6, ' ');
    left += finding.name;
    left.resize(20, ' ');
    std::cout << left << printable(finding.message) << "\n";
  }
}

void print_json(const std::vector<Finding>& findings, int exit_code) {
  std::cout << "{\"ok\":" << (exit_code == kOk ? "true" : "false") << ",\"findings\":[";
  for (std::size_t i = 0; i < findings.size(); ++i) {
    std::cout << (i > 0 ? ",\n" : "\n") << "{\"name\":" << json_string(findings[i].name)
              << ",\"level\":" << json_string(word_of(findings[i].level))
              << ",\"message\":" << json_string(printable(findings[i].message)) << "}";
  }
  std::cout << "\n]}\n";
}

}  // namespace

int examine(const Arguments& arguments) {
  const auto state = run_state(arguments);
  if (!state) return fail(state.error(), kUnavailable);
  // Plugins first: trying one forks, and that is done before there are threads.
  const plugin::Registry registry(
      plugin::plugin_folders(program_path(), arguments.value("plugin-path").value_or("")));
  std::vector<Finding> findings = check_plugins(registry);
  for (auto&& finding : {check_state_folder(*state), check_space(*state), check_descriptors(), check_token_file(*state),
                         check_ledger(*state)}) {
    findings.push_back(finding);
  }
  if (!arguments.positional.empty()) {
    for (auto& finding : check_job_and_clock(arguments)) findings.push_back(std::move(finding));
  }
  // What a run would end with, by the first thing that is wrong.
  const auto first = std::find_if(findings.begin(), findings.end(),
                                  [](const Finding& each) { return each.level == Level::fail; });
  const int exit_code = first == findings.end() ? static_cast<int>(kOk) : first->exit_code;
  arguments.value("output") == "json" ? print_json(findings, exit_code) : print_text(findings);
  return exit_code;
}

}  // namespace ingot::cli
