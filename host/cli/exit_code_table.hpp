// What every exit code means, in words: one table for help and the man page. Immutable data.
#pragma once

#include <array>
#include <string_view>

#include "host/cli/exit_code.hpp"

namespace ingot::cli {

struct ExitCodeMeaning {
  int code;
  std::string_view meaning;
};

inline constexpr std::array kExitCodeTable = {
    ExitCodeMeaning{kOk, "every item ended as planned"},
    ExitCodeMeaning{kBug, "a bug in ingot"},
    ExitCodeMeaning{kUsage, "usage"},
    ExitCodeMeaning{kJobInvalid, "job invalid"},
    ExitCodeMeaning{kPluginRefused, "plugin missing, refused or incompatible"},
    ExitCodeMeaning{kSomeItemsFailed, "some items failed, within the budget"},
    ExitCodeMeaning{kStopped, "stopped by budget or deadline"},
    ExitCodeMeaning{kAuth, "authentication or permission"},
    ExitCodeMeaning{kUnavailable, "vendor, network or disk unavailable; state saved"},
    ExitCodeMeaning{kBusy, "another run holds this job"},
    ExitCodeMeaning{kThereIsWork, "plan --detailed-exitcode: there is work"},
    ExitCodeMeaning{kNothingMatched, "nothing matched (--fail-on-empty)"},
    ExitCodeMeaning{kDrift, "diff --detailed-exitcode: the runs differ"},
    ExitCodeMeaning{kRegressed, "bench --compare: a setting has become slower"},
    ExitCodeMeaning{kInterrupted, "interrupted; `ingot resume` goes on (143 for SIGTERM)"},
};

}  // namespace ingot::cli
