// RunEnd: why a run stopped, and the exit code that follows (job-file-and-cli.md). Pure.
#pragma once

#include <string>

#include "host/run/tally.hpp"

namespace ingot::run {

enum class EndReason { finished, interrupted, auth, unavailable, budget, deadline, invalid, plugin, internal };

struct RunEnd {
  EndReason reason = EndReason::finished;
  std::string message;  // empty when finished
};

std::string_view to_string(EndReason reason);
int exit_code(const RunEnd& end, const Tally& tally);

}  // namespace ingot::run
