// AccountCheck: asks the vendor who the credentials are and what they may do: LOGIN and DISCOVER of
// the plugin, and nothing that changes anything there. Blocks; one thread beside the client's.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/cli/loaded_job.hpp"
#include "host/cli/signals.hpp"
#include "host/cli/state_folder.hpp"

namespace ingot::cli {

struct AccountAnswer {
  std::string context;  // JSON that DISCOVER ended with, scrubbed; empty when the plugin cannot ask
  std::vector<std::string> notes;  // of the plugin and the host: warnings only, scrubbed
  std::optional<std::int64_t> clock_difference_ms;  // this machine's minus the vendor's
};

struct AccountParts {
  LoadedJob& loaded;
  const StateFolder& state;  // of rotated refresh tokens, which are kept as a run keeps them
  Signals& signals;
  std::string ca_file;
};

// Errors: auth (credentials or permissions), rejected (the job's config does not fit the account),
// unavailable, and those of the job's secrets.
Result<AccountAnswer> check_account(AccountParts parts);

}  // namespace ingot::cli
