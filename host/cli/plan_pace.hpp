// PlanPace: how long the bytes of a plan take, at a rate that is given or that the newest run of
// the job had.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "host/cli/command.hpp"
#include "host/cli/state_folder.hpp"

namespace ingot::cli {

struct PlanPace {
  std::uint64_t bytes_per_second = 0;
  std::string source;  // for people: "--rate", "run 20300131-100000-k3f9"

  std::int64_t ms_for(std::uint64_t bytes) const;
};

// --rate, else the newest run of `job` that has sent anything; nothing when there is none. invalid:
// --rate is no rate.
Result<std::optional<PlanPace>> plan_pace(const Arguments& arguments, const StateFolder& state,
                                          const std::string& job);

}  // namespace ingot::cli
