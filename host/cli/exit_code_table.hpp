// What every exit code means, in words: one table for help, the man page and `ingot explain`.
// Immutable data.
#pragma once

#include <array>
#include <string_view>

#include "host/cli/exit_code.hpp"

namespace ingot::cli {

struct ExitCodeMeaning {
  int code;
  std::string_view meaning;
  std::string_view text;  // a paragraph: how it comes about, and what to do
};

inline constexpr std::array kExitCodeTable = {
    ExitCodeMeaning{kOk, "every item ended as planned",
                    "Nothing is left to do. Items that were skipped on purpose are no failures."},
    ExitCodeMeaning{kBug, "a bug in ingot",
                    "Something happened that the program holds impossible; please report the "
                    "message. The ledger is whole, `ingot resume` is safe."},
    ExitCodeMeaning{kUsage, "usage",
                    "A command, flag or word is not known, or one is missing. `ingot help COMMAND` "
                    "has all of them. Nothing was done."},
    ExitCodeMeaning{
        kJobInvalid, "job invalid",
        "The job file, its parameters, its source or the plugin's view of its configuration is "
        "wrong; every problem has been printed with its place. Nothing was sent."},
    ExitCodeMeaning{
        kPluginRefused, "plugin missing, refused or incompatible",
        "The plugin that the job names is not installed, is not of the version asked for, or was "
        "refused; the message says why. `ingot plugins` lists what is there."},
    ExitCodeMeaning{
        kSomeItemsFailed, "some items failed, within the budget",
        "The run came to its end, or the check did, and some items are or would be left out. "
        "Reports list each with its reason and advice; `ingot retry` gives them another try."},
    ExitCodeMeaning{
        kStopped, "stopped by budget or deadline",
        "failure.budget or upload.deadline stopped the run on purpose. `ingot resume` goes on."},
    ExitCodeMeaning{kAuth, "authentication or permission",
                    "The vendor refused the credentials, or a secret could not be had. Mend that, "
                    "look with `ingot check JOB`, then `ingot resume`."},
    ExitCodeMeaning{kUnavailable, "vendor, network or disk unavailable; state saved",
                    "Too many requests in a row got no answer, or the disk with the ledger is full "
                    "or gone. State is saved; `ingot resume` goes on."},
    ExitCodeMeaning{kBusy, "another run holds this job",
                    "Two runs of one job would bring everything twice. Wait for the other one; "
                    "`ingot status` shows it."},
    ExitCodeMeaning{kThereIsWork, "plan --detailed-exitcode: there is work",
                    "Asked for with --detailed-exitcode: a run would send something. 0 says that "
                    "there is nothing to do."},
    ExitCodeMeaning{kNothingMatched, "nothing matched (--fail-on-empty)",
                    "Asked for with --fail-on-empty: the scan found no item. Usually the root or a "
                    "pattern is not what was meant."},
    ExitCodeMeaning{kDrift, "what should be the same is not: verify, diff --detailed-exitcode",
                    "`ingot verify` found items at the vendor that differ from the ledger or are "
                    "gone; `ingot diff` with --detailed-exitcode items that ended differently in "
                    "the two runs. They are listed."},
    ExitCodeMeaning{
        kRegressed, "bench --compare: a setting has become slower",
        "At least one setting is slower than in the file compared with, beyond the tolerance."},
    ExitCodeMeaning{kInterrupted, "interrupted; `ingot resume` goes on (143 for SIGTERM)",
                    "Ctrl-C or SIGTERM (then the code is 143) stopped the program. Everything "
                    "known is in the ledger, and nothing more is sent."},
};

}  // namespace ingot::cli
