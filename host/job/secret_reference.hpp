// SecretReference: where a secret of the job is, never the secret. Resolved by others at the edge
// of a run. A value.
#pragma once

#include <string>
#include <string_view>

#include "host/base/result.hpp"

namespace ingot::job {

struct SecretReference {
  std::string name;  // the path of the config key: "oauth.client_secret"; what {"$secret": name} in
                     // the config says
  std::string target;  // "env:NAME", "file:/absolute/path", "exec:command" or "ledger:NAME"
};

// Checks the spelling of a reference; file paths are made absolute below `base_dir`. Nothing is
// opened or read.
Result<std::string> parse_secret_target(std::string_view text, std::string_view base_dir);

}  // namespace ingot::job
