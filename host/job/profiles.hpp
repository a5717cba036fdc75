// Profiles of a job: named sets of dotted keys. Checks all of them and lays the chosen one over the
// tree before anything else is read, so every later message points at the value that counts. Pure
// but for its arguments.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/job/diagnostic.hpp"
#include "host/job/node.hpp"
#include "host/job/section_check.hpp"

namespace ingot::job {

// Changes `root`: each dotted key of the profile `chosen` (empty: none) replaces the whole value it
// names. Returns the parameters that profile sets. `check` judges the values of the profiles that
// are not chosen, as far as they have no variables.
std::vector<std::pair<std::string, Node>> apply_profiles(Node& root, const std::string& chosen,
                                                         Reporter& reporter, SectionCheck& check);

}  // namespace ingot::job
