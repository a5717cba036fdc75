// PlanSchema: the JSON Schema of plan files (plan_file.hpp). Pure.
#pragma once

#include <string_view>

namespace ingot::cli {

std::string_view plan_schema();

}  // namespace ingot::cli
