// The published schema of the JSON report (`ingot schema --report`), from one table of members. A change that old
// readers would not survive is a new number in the name; new members are not.
#pragma once

#include <string>
#include <string_view>

namespace ingot::run {

inline constexpr std::string_view kReportSchema = "ingot.report/1";

// JSON Schema, draft 2020-12; ends with a line end. Pure.
std::string report_schema();

}  // namespace ingot::run
