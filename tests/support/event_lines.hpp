// The facts of a step as lines of a transcript (host/plugin/transcript.hpp): what recording needs,
// and replaying does not. A pure function.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "host/base/result.hpp"

namespace ingot::test {

// `events` are the bytes of one step as plugin::EventWriter lays them; `internal` when they are
// not.
Result<std::vector<std::string>> event_lines(std::span<const std::byte> events);

}  // namespace ingot::test
