// Probe: tries something dangerous in a forked child first, so that a crash, an exit or a hang
// there becomes an error here. Knows nothing of plugins but the two stages it reports. Call it
// before other threads are started: a child of a program with threads may meet a lock that nobody
// will release (it then runs into the deadline).
#pragma once

#include <chrono>
#include <functional>

#include "host/base/result.hpp"

namespace ingot::plugin {

enum class ProbeStage : char { loading = 'L', querying = 'Q' };
using ReportStage = std::function<void(ProbeStage)>;

// Runs `trial` in a child and returns its status. `refused` when the child crashed, ended or did
// not answer within `deadline`; the message says in which stage: "crashed while being loaded
// (SIGSEGV)". The child writes nothing to the terminal, leaves no core and does not outlive this
// process.
Status probe(const std::function<Status(const ReportStage&)>& trial,
             std::chrono::milliseconds deadline);

}  // namespace ingot::plugin
