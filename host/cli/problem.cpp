#include "host/cli/problem.hpp"

namespace ingot::cli {

std::optional<ProblemFormat> problem_format(std::string_view name) {
  if (name == "text") return ProblemFormat::text;
  if (name == "json") return ProblemFormat::json;
  if (name == "sarif") return ProblemFormat::sarif;
  if (name == "github") return ProblemFormat::github;
  return std::nullopt;
}

Problem problem_of(const job::Diagnostic& diagnostic) {
  Problem problem;
  problem.severity = diagnostic.severity;
  problem.code = diagnostic.code_text();
  problem.message = diagnostic.message;
  problem.file = diagnostic.file;
  problem.line = diagnostic.line;
  if (diagnostic.line > 0) {
    problem.column = diagnostic.column;
    problem.length = diagnostic.length;
  }
  problem.suggestion = diagnostic.suggestion;
  problem.note = diagnostic.note;
  return problem;
}

}  // namespace ingot::cli
