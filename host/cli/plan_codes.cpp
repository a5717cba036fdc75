#include "host/cli/plan_codes.hpp"

#include <cctype>

namespace ingot::cli {

namespace {

constexpr PlanCodeInfo kCodes[] = {
    {PlanCode::unreadable, "the plan cannot be read",
     "The file begins like a plan and is not a whole one: it was cut off, edited, or written by "
     "another version of "
     "ingot. Make it again with `ingot plan JOB -o FILE`."},
    {PlanCode::job_changed, "the job file is not the one that was planned",
     "The text of the job differs from the text the plan was made from, or the job is gone. A plan "
     "is run as it was "
     "read and approved, or not at all. Look at the change, then plan again."},
    {PlanCode::settings_changed, "the job means something else now",
     "The text of the job is the same, but the environment it refers to (${env:NAME}) gives other "
     "settings than when "
     "the plan was made. Set the environment as it was, or plan again."},
    {PlanCode::plugin_changed, "the plugin is not the one that was planned with",
     "The plugin's version or its file differs. Another plugin may cut, check and name things "
     "differently, so what "
     "was planned need not be what it would do. Install the version named in the plan, or plan "
     "again."},
    {PlanCode::table_changed, "the table of items has changed",
     "The manifest, the records or the list of URIs that names the items is not the file it was "
     "when the plan was "
     "made: its bytes differ, or it is gone."},
    {PlanCode::item_changed, "an item is not what it was",
     "The file's size, time, inode or content, the values the vendor would get with it, or what "
     "the job's rules say "
     "about it differ from the plan. Nothing has been sent. Plan again to take the new state."},
    {PlanCode::item_missing, "an item of the plan is gone",
     "The plan holds an item that the source does not have any more. Bring it back, or plan again "
     "without it."},
    {PlanCode::item_new, "the source has an item that is not in the plan",
     "Something has come since the plan was made. A plan is all of a source at one moment; what "
     "came later belongs to "
     "a new plan."},
};

}  // namespace

std::string code_name(PlanCode code) {
  return "P" + std::to_string(static_cast<int>(code));
}

std::span<const PlanCodeInfo> all_plan_codes() {
  return kCodes;
}

std::optional<PlanCodeInfo> find_plan_code(std::string_view name) {
  std::string upper(name);
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  for (const PlanCodeInfo& info : kCodes) {
    if (code_name(info.code) == upper) return info;
  }
  return std::nullopt;
}

}  // namespace ingot::cli
