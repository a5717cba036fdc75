// Reads the text of a job into a tree, within bounds: size, depth, and what aliases may expand to.
// The only place that knows the YAML library. Pure; no thread rule.
#pragma once

#include <cstddef>
#include <optional>

#include "host/job/diagnostic.hpp"
#include "host/job/node.hpp"
#include "host/job/source.hpp"
#include "host/job/text_check.hpp"

namespace ingot::job {

constexpr std::size_t kMaxDepth = 32;             // the deepest sensible job has 8
constexpr std::size_t kMaxAliasedNodes = 20'000;  // values that all aliases together may add

// The one document of the source, or nothing after reporting why. Variables `${...}` may stand
// unquoted inside flow mappings and lists. The text must not begin with a byte order mark.
std::optional<Node> read_yaml(const Source& source, Reporter& reporter);

}  // namespace ingot::job
