#include "host/cli/problem_writer.hpp"

#include <iostream>

#include "host/cli/problem_formats.hpp"
#include "host/cli/program_path.hpp"

namespace ingot::cli {

std::unique_ptr<ProblemWriter> problem_writer(ProblemFormat format, ProblemOutput output) {
  switch (format) {
    case ProblemFormat::json:
      return json_problems(output.data);
    case ProblemFormat::sarif:
      return sarif_problems(output.data, std::move(output.vocabulary));
    case ProblemFormat::github:
      return github_problems(output.data);
    case ProblemFormat::text:
      break;
  }
  return text_problems(output.talk, output.colour);
}

std::unique_ptr<ProblemWriter> open_problems(ProblemFormat format, const std::string& plugin_path) {
  ProblemOutput output{std::cout, std::cerr, talk_colour()};
  if (format == ProblemFormat::sarif) {
    output.vocabulary = Vocabulary::with_plugins(
        plugin::Registry(plugin::plugin_folders(program_path(), plugin_path)));
  }
  return problem_writer(format, std::move(output));
}

}  // namespace ingot::cli
