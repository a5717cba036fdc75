// Who may ask, and for what: static bearer tokens, and access tokens issued for a refresh token
// that is good once (bim360.md 3.1, authentication). Threads: internally locked.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include <ingot/lab/audit.hpp>
#include <ingot/lab/clock.hpp>
#include <ingot/lab/http.hpp>

#include "plugins/bim360/lab/bim360_options.hpp"

namespace ingot::lab::bim360 {

// Bits of what a token allows.
enum Scope : unsigned { kNoScope = 0, kDataRead = 1, kDataWrite = 2, kDataCreate = 4 };
constexpr unsigned kEveryScope = kDataRead | kDataWrite | kDataCreate;

struct TokenCounts {
  std::uint64_t refreshes = 0;       // answered with a token
  std::uint64_t refused = 0;         // wrong client, wrong, old or used-up refresh token
  std::uint64_t reused_refresh = 0;  // of those, tokens that had been used before
};

class TokenDesk {
 public:
  // All must outlive the desk.
  TokenDesk(const Bim360Options& options, const Clock& clock, AuditLog& audit);

  // POST /authentication/v2/token, a form. Refuses in OAuth's own words (RFC 6749 5.2).
  Reply token(Request& request);
  // The scopes of the request's bearer token; nullopt: it has none that is good.
  std::optional<unsigned> scopes_of(const Request& request) const;
  void expire_all();
  TokenCounts counts() const;

 private:
  using Fields = std::map<std::string, std::string>;
  struct Grant {
    unsigned scopes = kEveryScope;
    std::int64_t until_ms = 0;
  };

  std::optional<Reply> check_client(const Request& request, const Fields& fields);
  Reply issue(const Fields& fields);
  Reply refused(const char* error, const char* description, int status = 400);

  const Bim360Options& options_;
  const Clock& clock_;
  AuditLog& audit_;
  mutable std::mutex mutex_;
  // guarded by mutex_
  std::map<std::string, Grant> access_;
  std::map<std::string, Grant> refresh_;
  std::set<std::string> used_refresh_;
  std::set<std::string> static_tokens_;
  std::uint64_t next_ = 0;
  TokenCounts counts_;
};

}  // namespace ingot::lab::bim360
