// Parameters of a job: reads their declarations, chooses each value (command line, then profile,
// then default) and checks it. Fills the scope; keeps nothing. Pure but for its arguments.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/job/diagnostic.hpp"
#include "host/job/node.hpp"
#include "host/job/scope.hpp"

namespace ingot::job {

// Letters, digits, `_` and `-` after a letter, at most 64: what parameters and profiles may be
// called.
bool is_declared_name(std::string_view name);

struct ParamSources {
  const Node* declared = nullptr;  // the node below `params`, or null
  std::vector<std::pair<std::string, std::string>>
      given;  // from the command line; the last one of a name wins
  std::vector<std::pair<std::string, Node>> profile;  // from the chosen profile
  std::string working_dir;  // where relative path parameters of `given` start
};

// Reports every problem and makes every declared parameter known to the scope.
void load_params(const ParamSources& sources, Reporter& reporter, Scope& scope);

}  // namespace ingot::job
