// TokenStore: rotating refresh tokens that must outlive the run which received them. One file per
// user of the machine, mode 0600, shared by processes under flock(2). Not a cache of access tokens.
// Internally locked.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "host/base/result.hpp"
#include "host/secrets/secret.hpp"

namespace ingot::secrets {

class TokenStore {
 public:
  // Nothing is opened or made until the first call that needs it.
  explicit TokenStore(std::filesystem::path file);

  // The token kept for `name`, if there is one and it descends from `original` (the value the job
  // refers to now). A token that descends from another original is dropped: the user has supplied a
  // new one. Repeatable.
  Result<std::optional<Secret>> load(std::string_view name, const Secret& original);
  // The token kept for `name`, whatever it descends from (for ledger: references).
  Result<std::optional<Secret>> load(std::string_view name);

  // Keeps `token` for `name`; on success it survives power loss. Repeatable. Call before the token
  // is used: a rotated token that is lost can only be replaced by a human.
  Status save(std::string_view name, const Secret& token, const Secret& original);
  Status drop(std::string_view name);

 private:
  const std::filesystem::path file_;
  std::mutex mutex_;  // flock(2) excludes other processes, this excludes our own threads
};

}  // namespace ingot::secrets
