// Who may come in: the token endpoint (refresh_token grant) and the bearer check. It does not do
// the authorization-code grant, which needs a person and a browser. Threads: internally locked.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include <ingot/lab/clock.hpp>
#include <ingot/lab/http.hpp>

#include "plugins/dash/lab/dash_options.hpp"
#include "plugins/dash/lab/replies.hpp"

namespace ingot::lab::dash {

struct TokenCounts {
  std::uint64_t refreshes = 0;       // answered with a token
  std::uint64_t refused = 0;         // wrong client, wrong or used-up refresh token
  std::uint64_t reused_refresh = 0;  // of those, tokens that rotation had ended
};

class TokenDesk {
 public:
  // Both must outlive the desk.
  TokenDesk(const DashOptions& options, const Clock& clock);

  // POST /oauth/token, JSON or form (dash.md 1.2). Refuses in OAuth's own words (RFC 6749 5.2).
  Reply token(Request& request);
  // nullopt: the request carries a good bearer token.
  std::optional<Refusal> check(const Request& request) const;
  void expire_all();
  TokenCounts counts() const;

 private:
  Reply issue(const std::map<std::string, std::string>& fields);
  std::string make_access_token();

  const DashOptions& options_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  // guarded by mutex_
  std::map<std::string, std::int64_t> issued_;  // access token to the instant it ends
  std::set<std::string> static_tokens_;
  std::string refresh_token_;
  std::set<std::string> used_refresh_;
  std::uint64_t next_ = 0;
  TokenCounts counts_;
};

}  // namespace ingot::lab::dash
