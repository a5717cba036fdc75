#include "host/cli/loaded_job.hpp"

#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "host/base/text.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/plugin_facts.hpp"
#include "host/cli/plugin_host.hpp"
#include "host/cli/problem_writer.hpp"
#include "host/cli/program_path.hpp"
#include "host/io/durable_file.hpp"
#include "host/job/load.hpp"

namespace ingot::cli {

// A job is written by people; what is larger was not meant to be one.
static constexpr std::size_t kMaxJobBytes = 4u << 20;

Result<JobSource> job_source(const std::string& file) {
  JobSource source;
  source.shown = file;
  std::error_code missing;
  source.file = std::filesystem::absolute(source.shown, missing).lexically_normal();
  auto text = io::read_small_file(source.file, kMaxJobBytes);
  if (!text) return text.error();
  source.text = *std::move(text);
  return source;
}

Result<JobSource> job_source(const Arguments& arguments) {
  INGOT_TRY(JobSource source, job_source(arguments.positional[0]));
  source.params = arguments.all("param");
  for (const auto& param : source.params) {
    if (param.find('=') == std::string::npos || param.front() == '=') {
      return Error{ErrorKind::invalid, "-p wants NAME=VALUE, not `" + printable(param) + "`"};
    }
  }
  source.profile = arguments.value("profile").value_or("");
  source.plugin_path = arguments.value("plugin-path").value_or("");
  source.problems = problem_format(arguments.value("output").value_or("text")).value_or(ProblemFormat::text);
  return source;
}

job::Colour talk_colour() {
  const bool is_wanted = isatty(STDERR_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
  return is_wanted ? job::Colour::on : job::Colour::off;
}

static job::LoadContext context_of(const JobSource& source, const plugin::Registry& registry) {
  job::LoadContext context;
  context.base_dir = std::filesystem::path(source.file).parent_path();
  std::error_code unreadable;
  context.working_dir = std::filesystem::current_path(unreadable);
  for (const auto& param : source.params) {
    const std::size_t equals = param.find('=');
    context.params.emplace_back(param.substr(0, equals), param.substr(equals + 1));
  }
  context.profile = source.profile;
  context.environment = [](std::string_view name) -> std::optional<std::string> {
    const char* value = std::getenv(std::string(name).c_str());
    if (value == nullptr) return std::nullopt;
    return std::string(value);
  };
  context.plugin = [&registry](std::string_view name) -> Result<job::PluginInfo> {
    INGOT_TRY(const auto found, registry.look_up(name));
    return plugin_facts(*found.manifest);
  };
  return context;
}

static int exit_code_of(const job::Diagnostics& diagnostics) {
  const bool is_about_plugin = diagnostics.has(job::Code::plugin_unavailable) ||
                               diagnostics.has(job::Code::constraint_unmet) ||
                               diagnostics.has(job::Code::broken_schema);
  return is_about_plugin ? kPluginRefused : kJobInvalid;
}

// The first faults of a library are found when it is loaded, behind what its manifest says.
static Problem plugin_problem(const JobSource& source, const Error& error) {
  Problem problem;
  problem.code = job::code_name(job::Code::plugin_unavailable);
  problem.message = error.message;
  problem.file = source.shown;
  return problem;
}

std::variant<LoadedJob, LoadFailure> load_job(JobSource source, Depth depth, ProblemWriter& problems) {
  const plugin::Registry registry(plugin::plugin_folders(program_path(), source.plugin_path));
  auto loaded = job::load(source.shown, source.text, context_of(source, registry));
  problems.add_all(loaded.diagnostics, source.text);
  if (!loaded.job) return LoadFailure{exit_code_of(loaded.diagnostics)};
  LoadedJob result{std::move(source), *std::move(loaded.job), {}, {}, nullptr};
  const auto refuse = [&](const Error& error) {
    problems.add(plugin_problem(result.source, error));
    return LoadFailure{kPluginRefused};
  };
  const job::VendorTarget& target = result.job.vendor;
  const auto found = registry.look_up(target.plugin, target.version_constraint);
  if (!found) return refuse(found.error());
  result.manifest = *found->manifest;
  result.plugin_file = found->path;
  if (depth == Depth::manifest) return result;
  auto hosted = host_plugin(registry, *found, target.isolation);
  if (!hosted) return refuse(hosted.error());
  if (hosted->hosting == Hosting::process && !isolation_gap().empty())
    std::cerr << "warning: " << isolation_gap() << "\n";
  result.vendor = std::move(hosted->vendor);
  return result;
}

namespace {

// Keeps what a job file has until it is known where it goes; a job file has few problems.
class HeldProblems final : public ProblemWriter {
 public:
  void add_all(const job::Diagnostics& diagnostics, std::string_view text) override {
    diagnostics_ = diagnostics;
    text_ = text;
  }
  void add(const Problem& problem) override { others_.push_back(problem); }
  void finish(const ProblemVerdict&) override {}

  void pass_on(ProblemWriter& to) const {
    to.add_all(diagnostics_, text_);
    for (const Problem& problem : others_) to.add(problem);
  }

 private:
  job::Diagnostics diagnostics_;
  std::string text_;
  std::vector<Problem> others_;
};

}  // namespace

std::variant<LoadedJob, LoadFailure> load_job(JobSource source, Depth depth) {
  HeldProblems held;
  const std::string shown = source.shown, plugin_path = source.plugin_path;
  const ProblemFormat wanted = source.problems;
  auto loaded = load_job(std::move(source), depth, held);
  const auto* failure = std::get_if<LoadFailure>(&loaded);
  // While the job is good, stdout belongs to the command.
  const auto writer = open_problems(failure == nullptr ? ProblemFormat::text : wanted, plugin_path);
  held.pass_on(*writer);
  if (failure != nullptr) writer->finish({shown, failure->exit_code, std::nullopt});
  return loaded;
}

}  // namespace ingot::cli
