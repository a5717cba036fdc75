// What a manifest says, in words and as JSON: shared by the list of plugins and the description of
// one. Pure.
#pragma once

#include <string>
#include <vector>

#include "host/plugin/manifest.hpp"

namespace ingot::cli {

// Who cuts files into parts: "host", "vendor", "one stream", "no bytes".
std::string part_planning(const plugin::Manifest& manifest);
// Only what limits something: the vendor's own bounds, not those of numbers.
std::vector<std::string> limits_of(const plugin::Limits& limits);
// A bound that is none is null.
std::string json_limits(const plugin::Limits& limits);
std::string json_list(const std::vector<std::string>& words);
// "a, b, c".
std::string joined(const std::vector<std::string>& words);

}  // namespace ingot::cli
