// Command: runs a shell command for the first line it prints. Not a general process library: no
// input, no error output, no environment of its own. Each call stands alone; thread-safe.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "host/base/result.hpp"

namespace ingot::secrets {

// Blocks until `sh -c command` has ended; its process group is killed at the deadline or on a stop.
// The caller wipes the line. Errors say how the command ended and hold nothing it printed.
Result<std::string> first_line_of(const std::string& command, std::chrono::milliseconds deadline,
                                  const std::stop_token& stop);

}  // namespace ingot::secrets
