// The sentence for people inside an error of an API, wherever the answer keeps it. Pure.
#pragma once

#include <string>

#include <ingot/kit/json.hpp>

namespace ingot::kit {

// message, detail or reason; else those of `error`, of the first of `errors`; else the title. May
// be empty. Cut to a length that fits a report.
std::string problem_text(const Json& json);
// The same of a body; empty when it is not JSON.
std::string read_problem(std::string_view body);

}  // namespace ingot::kit
