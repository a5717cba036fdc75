// Vault: the secrets of one run and the rules about where each may go. Values come in by put() and
// leave only by reveal_for(), which checks the rule. Internally locked.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"
#include "host/secrets/scrubber.hpp"
#include "host/secrets/secret.hpp"

namespace ingot::secrets {

struct Rule {
  // Exact host names, or host:port to bind the port too; compared without case. Empty: may go
  // nowhere.
  std::vector<std::string> hosts;
  // "header:NAME" (name without case), "header:*", "body", "url". Empty: may be put nowhere.
  std::vector<std::string> places;
};

class Vault {
 public:
  Vault();

  // Adds or replaces; the scrubber learns the value and keeps the old one. refused for an empty
  // secret or name.
  Status put(std::string name, Secret value, Rule rule);
  // Replaces the value and keeps the rule (a refreshed token). not_found when the name has no rule
  // yet.
  Status replace(const std::string& name, Secret value);
  bool has(const std::string& name) const;

  // The value, if its rule lets it go to `host` ("name" or "name:port") in `place`
  // ("header:authorization", "body", "url"). refused names the secret, the rule and what was asked;
  // not_found when there is no such secret.
  Result<std::string> reveal_for(const std::string& name, std::string_view place,
                                 std::string_view host) const;

  // Knows every value ever put here. Shared: logs outlive the run's vault.
  std::shared_ptr<const Scrubber> scrubber() const { return scrubber_; }

 private:
  struct Entry {
    Secret value;
    Rule rule;
  };
  const std::shared_ptr<Scrubber> scrubber_;  // co-owned by whoever writes logs, reports and errors
  mutable std::mutex mutex_;
  std::map<std::string, Entry, std::less<>> entries_;  // guarded by mutex_
};

}  // namespace ingot::secrets
