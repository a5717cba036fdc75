// The writers behind problem_writer(), one file each. `data` must outlive them.
#pragma once

#include "host/cli/problem_writer.hpp"

namespace ingot::cli {

std::unique_ptr<ProblemWriter> text_problems(std::ostream& talk, job::Colour colour);
std::unique_ptr<ProblemWriter> json_problems(std::ostream& data);
// SARIF 2.1.0, one run; a rule for each code that occurs.
std::unique_ptr<ProblemWriter> sarif_problems(std::ostream& data, Vocabulary vocabulary);
// ::error and ::warning lines, as GitHub Actions reads them from a step's output.
std::unique_ptr<ProblemWriter> github_problems(std::ostream& data);

// The version and name of the JSON form.
inline constexpr std::string_view kDiagnosticsSchema = "ingot.diagnostics/1";
// Its JSON Schema, draft 2020-12; ends with a line end. Pure.
std::string diagnostics_schema();

}  // namespace ingot::cli
