// Who may come in: login, rotating refresh tokens, the keep-alive ping and the bearer check
// (sessionupload.md 1.1). Failures of login and refresh are 404s. It does not do the SSO flow,
// which needs a person and a browser. Threads: internally locked.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include <ingot/lab/clock.hpp>
#include <ingot/lab/http.hpp>
#include <ingot/lab/json.hpp>

#include "plugins/sessionupload/lab/replies.hpp"
#include "plugins/sessionupload/lab/sessionupload_options.hpp"

namespace ingot::lab::sessionupload {

class AccountDesk {
 public:
  // Both must outlive the desk.
  AccountDesk(const SessionUploadOptions& options, const Clock& clock);

  Answer<Json> login(const Json& body);
  // A new token and a new refresh token; the one offered is used up.
  Answer<Json> refresh(const Json& body);
  Answer<Json> ping(const Json& body);
  // nullopt: the request carries a good bearer token of a session that still counts.
  std::optional<Refusal> check(const Request& request) const;
  // The same, but a session that was displaced by a later login may still ask after itself.
  std::optional<Refusal> check_token(const Request& request) const;
  void expire_all();
  std::map<std::string, std::uint64_t> counts() const;

 private:
  enum class Displaced : std::uint8_t { kRefused, kLetIn };
  struct Token {
    std::string session_id;
    std::int64_t until_ms = 0;
  };
  struct RefreshToken {
    std::string session_id;
    std::int64_t until_ms = 0;
    bool is_used = false;
  };

  std::optional<Refusal> check(const Request& request, Displaced displaced) const;
  std::optional<Refusal> check_status(const Json& body) const;
  bool may_enter(const Json& body) const;
  Json issue(const std::string& session_id);
  std::string make_token();

  const SessionUploadOptions& options_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  // guarded by mutex_
  std::string password_;
  std::map<std::string, bool> sessions_;  // id to whether it still counts
  std::map<std::string, Token> tokens_;
  std::map<std::string, RefreshToken> refresh_tokens_;
  std::map<std::string, std::uint64_t> counts_;
  std::uint64_t next_ = 0;
};

}  // namespace ingot::lab::sessionupload
