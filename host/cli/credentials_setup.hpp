// CredentialsSetup: fetches what a job's secrets refer to and binds each to the places and hosts its manifest names.
// Blocks for files and commands.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "host/cli/config_json.hpp"
#include "host/job/job.hpp"
#include "host/plugin/manifest.hpp"
#include "host/secrets/token_store.hpp"
#include "host/secrets/vault.hpp"
#include "host/transfer/secret_keeper.hpp"

namespace ingot::cli {

struct CredentialsSetup {
  transfer::SecretKeeper::Options keeper;
  std::vector<std::string> logins;    // manifest credentials this config uses
  std::vector<std::string> warnings;  // e.g. a key file that others can read
};

// Fills `vault`. A token that was rotated in an earlier run takes the place of the one it descends from. Errors name
// the config key and the cure, never a value.
Result<CredentialsSetup> set_up_credentials(const job::Job& job, const plugin::Manifest& manifest,
                                            const ConfigJson& config, secrets::Vault& vault,
                                            secrets::TokenStore& tokens, const std::stop_token& stop);

}  // namespace ingot::cli
