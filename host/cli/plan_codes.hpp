// PlanCodes: the stable codes for why a plan is not run, as people search for them; those of jobs
// are in host/job/codes.hpp. Immutable data.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ingot::cli {

// A number, once published, keeps its meaning and is never used for another one.
enum class PlanCode {
  unreadable = 1001,
  job_changed = 1002,
  settings_changed = 1003,
  plugin_changed = 1004,
  table_changed = 1005,
  item_changed = 1006,
  item_missing = 1007,
  item_new = 1008,
};

struct PlanCodeInfo {
  PlanCode code;
  std::string_view title;        // one line
  std::string_view explanation;  // a paragraph: why the plan is not run and what to do
};

// "P1006"
std::string code_name(PlanCode code);
// Every code, ascending.
std::span<const PlanCodeInfo> all_plan_codes();
// As typed; case does not matter.
std::optional<PlanCodeInfo> find_plan_code(std::string_view name);

}  // namespace ingot::cli
