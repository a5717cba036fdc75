// Who may come in: the token endpoint (client_credentials grant, managedassets.md 2.1 "Auth") and
// the bearer check. There are no refresh tokens; a client asks again. Threads: internally locked.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include <ingot/lab/clock.hpp>
#include <ingot/lab/http.hpp>

#include "plugins/managedassets/lab/managedassets_options.hpp"
#include "plugins/managedassets/lab/replies.hpp"

namespace ingot::lab::managedassets {

struct TokenCounts {
  std::uint64_t grants = 0;
  std::uint64_t refused = 0;  // wrong client, secret or audience
};

class TokenDesk {
 public:
  // Both must outlive the desk.
  TokenDesk(const ManagedAssetsOptions& options, const Clock& clock);

  // POST /v2/token, JSON. Refuses in OAuth's own words (RFC 6749 5.2). May block on the body.
  Reply token(Request& request);
  // nullopt: the request carries a bearer token that is good for its method. 401, or 403 for a
  // token that may only read.
  std::optional<Refusal> check(const Request& request) const;
  void expire_all();  // static ones too
  TokenCounts counts() const;

 private:
  Reply issue(const Json& fields);
  std::string make_access_token();

  const ManagedAssetsOptions& options_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  // guarded by mutex_
  std::map<std::string, std::int64_t> issued_;  // access token to the instant it ends
  std::set<std::string> static_tokens_;
  std::set<std::string> read_only_tokens_;
  std::uint64_t next_ = 0;
  TokenCounts counts_;
};

}  // namespace ingot::lab::managedassets
