// The checks on the raw text of a job that come before YAML: size, UTF-8, control characters. Pure;
// no thread rule.
#pragma once

#include <cstddef>

#include "host/job/diagnostic.hpp"
#include "host/job/source.hpp"

namespace ingot::job {

constexpr std::size_t kMaxFileBytes = 1 << 20;  // a job is written by people

// False after reporting the first problem.
bool check_text(const Source& source, Reporter& reporter);

}  // namespace ingot::job
