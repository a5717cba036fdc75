// The sentence for people inside an error of Dash, wherever the answer keeps it. Pure.
#pragma once

#include <string>

#include "plugins/dash/json.hpp"

namespace ingot::dash {

// message, detail or reason; else those of `error`, of the first of `errors`; else the title. May
// be empty. Cut to a length that fits a report.
std::string problem_text(const Json& json);

}  // namespace ingot::dash
