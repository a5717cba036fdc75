// SecretKeeper: where captured secrets go: into the vault under the rule the manifest has for the name, and, when the
// job itself supplied a secret of that name (a rotating refresh token), into the token store first. One thread.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "host/secrets/token_store.hpp"
#include "host/secrets/vault.hpp"

namespace ingot::transfer {

class SecretKeeper {
 public:
  struct Options {
    std::map<std::string, secrets::Rule> rules;        // by secret name, from the manifest and the job's hosts
    std::map<std::string, secrets::Secret> originals;  // what the job referred to, by secret name
    std::string store_prefix;                          // tells accounts apart in the token store
  };
  // `tokens` may be null: captured secrets then live for this run only. Both must outlive the keeper.
  SecretKeeper(secrets::Vault& vault, secrets::TokenStore* tokens, Options options);

  // refused for a name the manifest has no rule for. On success a rotated token has survived power loss.
  Status keep(const std::string& name, secrets::Secret value);
  std::string scrub(std::string_view text) const { return vault_.scrubber()->scrub(text); }

 private:
  secrets::Vault& vault_;
  secrets::TokenStore* const tokens_;
  const Options options_;
};

}  // namespace ingot::transfer
