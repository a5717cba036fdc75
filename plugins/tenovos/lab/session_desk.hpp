// Who may come in (tenovos.md 2.2): the API key, sessions by password and by refresh token, their
// end, and the headers of every other call. It never tells the audit a token. Threads: internally
// locked.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include <ingot/lab/audit.hpp>
#include <ingot/lab/clock.hpp>
#include <ingot/lab/http.hpp>

#include "plugins/tenovos/lab/replies.hpp"
#include "plugins/tenovos/lab/tenovos_options.hpp"

namespace ingot::lab::tenovos {

struct SessionCounts {
  std::uint64_t logins = 0;
  std::uint64_t refreshes = 0;
  std::uint64_t refused = 0;  // wrong password, wrong or ended refresh token
  std::uint64_t revocations = 0;
  std::uint64_t without_access_token = 0;  // calls that were let in without that header
};

class SessionDesk {
 public:
  // All must outlive the desk.
  SessionDesk(const TenovosOptions& options, const Clock& clock, AuditLog& audit);

  // nullopt: the API key is right. It is wanted by every call, the token calls included.
  std::optional<Refusal> check_key(const Request& request) const;
  // POST /auth/token: a new session, or new tokens for an old one.
  Answer<Json> open(const Json& body);
  // DELETE /auth/token: ends the session whose AccessToken the request carries.
  Answer<Json> revoke(const Request& request, const Json& body);
  // nullopt: the request carries good tokens.
  std::optional<Refusal> check(const Request& request);
  // Every authorization and access token ends, static ones too; refresh tokens stay.
  void expire_all();
  SessionCounts counts() const;

 private:
  // What an authorization or an access token stands for.
  struct Ticket {
    std::uint64_t session = 0;
    std::uint64_t issue = 0;  // tokens handed out together have the same
    std::int64_t until_ms = 0;
  };
  struct Session {
    std::string refresh_token;
    std::int64_t refresh_until_ms = 0;
  };
  using Tickets = std::map<std::string, Ticket, std::less<>>;

  Answer<Json> log_in(const Json& body);
  Answer<Json> refresh(const Json& session);
  // These want mutex_ held.
  Json issue(std::uint64_t session);
  std::string make_token(const char* use);
  std::optional<Ticket> good(const Tickets& tickets, std::string_view token) const;

  const TenovosOptions& options_;
  const Clock& clock_;
  AuditLog& audit_;
  mutable std::mutex mutex_;
  // guarded by mutex_
  std::uint64_t next_ = 1;
  Tickets authorizations_;
  Tickets access_tokens_;
  std::map<std::uint64_t, Session> sessions_;
  SessionCounts counts_;
};

}  // namespace ingot::lab::tenovos
