// ExitCode: what the shell hears; the table of job-file-and-cli.md. Never renumber.
#pragma once

namespace ingot::cli {

enum ExitCode : int {
  kOk = 0,
  kBug = 1,
  kUsage = 2,
  kJobInvalid = 3,
  kPluginRefused = 4,
  kSomeItemsFailed = 5,
  kStopped = 6,        // by budget or deadline
  kAuth = 7,
  kUnavailable = 8,    // vendor, network or disk; state saved
  kBusy = 9,           // another run holds this job
  kThereIsWork = 10,   // plan --detailed-exitcode
  kNothingMatched = 11,
  kDrift = 12,         // what should be the same is not
  kRegressed = 13,     // bench --compare: a setting has become slower
  kInterrupted = 130,
};

}  // namespace ingot::cli
