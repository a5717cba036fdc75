#include "plugins/tenovos/lab/session_desk.hpp"

#include <algorithm>
#include <limits>

#include <ingot/lab/digest.hpp>
#include <ingot/lab/uuid.hpp>

namespace ingot::lab::tenovos {

namespace {

constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();

Refusal invalid_parameters(std::string detail) {
  return {400, "Invalid Authentication Parameters", std::move(detail)};
}

std::string base64url(std::string_view text) {
  std::string out = to_base64(text);
  std::erase(out, '=');
  std::replace(out.begin(), out.end(), '+', '-');
  std::replace(out.begin(), out.end(), '/', '_');
  return out;
}

// Has the object just these members, all of them strings? `optional` may be missing.
bool has_texts(const Json& json, std::initializer_list<std::string_view> required,
               std::string_view optional) {
  if (json.members() == nullptr) return false;
  for (const std::string_view name : required) {
    if (json[name].text() == nullptr) return false;
  }
  const bool has_optional = json[optional].text() != nullptr;
  return json.size() == required.size() + (has_optional ? 1 : 0);
}

}  // namespace

SessionDesk::SessionDesk(const TenovosOptions& options, const Clock& clock, AuditLog& audit)
    : options_(options), clock_(clock), audit_(audit) {
  authorizations_[options_.static_authorization] = {0, 0, kForever};
  access_tokens_[options_.static_access_token] = {0, 0, kForever};
}

std::optional<Refusal> SessionDesk::check_key(const Request& request) const {
  if (request.headers.find("X-API-Key") == options_.api_key) return std::nullopt;
  return Refusal{403, "Forbidden"};
}

Answer<Json> SessionDesk::open(const Json& body) {
  const Json* session = body.find("session");
  if (session == nullptr) return log_in(body);
  if (body.size() != 1 || !has_texts(*session, {"accessToken", "refreshToken"}, "")) {
    return invalid_parameters("session: accessToken and refreshToken, and nothing else");
  }
  return refresh(*session);
}

Answer<Json> SessionDesk::log_in(const Json& body) {
  if (!has_texts(body, {"username", "password"}, "clientId")) {
    return invalid_parameters("username and password, or session, and nothing else");
  }
  const std::string* client = body["clientId"].text();
  if (options_.client_id_rule == ClientId::kRequired &&
      (client == nullptr || *client != options_.client_id)) {
    return invalid_parameters("clientId: is missing or unknown");
  }
  const std::lock_guard lock(mutex_);
  if (*body["username"].text() != options_.username ||
      *body["password"].text() != options_.password) {
    ++counts_.refused;
    return unauthorized();
  }
  ++counts_.logins;
  const std::uint64_t session = next_++;
  sessions_[session] = {"lab-refresh-" + make_uuid(options_.seed, "refresh", session),
                        clock_.now_ms() + options_.refresh_token_ttl_ms};
  return issue(session);
}

Answer<Json> SessionDesk::refresh(const Json& session) {
  const std::lock_guard lock(mutex_);
  const auto ticket = access_tokens_.find(*session["accessToken"].text());
  const auto found =
      ticket == access_tokens_.end() ? sessions_.end() : sessions_.find(ticket->second.session);
  // The access token may have expired; it only has to be one of this session's.
  if (found == sessions_.end() || found->second.refresh_token != *session["refreshToken"].text() ||
      clock_.now_ms() >= found->second.refresh_until_ms) {
    ++counts_.refused;
    return unauthorized();
  }
  ++counts_.refreshes;
  if (options_.refresh_token == RefreshToken::kRotate) {
    found->second.refresh_token = "lab-refresh-" + make_uuid(options_.seed, "refresh", next_++);
  }
  return issue(found->first);
}

Json SessionDesk::issue(std::uint64_t session) {
  const Ticket ticket{session, next_++, clock_.now_ms() + options_.access_token_ttl_ms};
  const std::string authorization = make_token("id");
  const std::string access_token = make_token("access");
  authorizations_[authorization] = ticket;
  access_tokens_[access_token] = ticket;
  return Json::object(
      {{"endpointUrl", options_.origin + options_.base_path},
       {"clientId", options_.client_id},
       {"userPoolId", "lab-1_pool"},
       {"username", options_.username},
       {"password", ""},
       {"session", Json::object({{"authorization", authorization},
                                 {"accessToken", access_token},
                                 {"refreshToken", sessions_.at(session).refresh_token},
                                 {"expireEpoch", ticket.until_ms}})}});
}

// The form of a JWT, as the vendor's tokens have it; only this desk judges it.
std::string SessionDesk::make_token(const char* use) {
  const std::int64_t now = clock_.now_ms();
  const Json header = Json::object({{"kid", "lab"}, {"alg", "HS256"}});
  const Json claims = Json::object({{"sub", lab_user_id()},
                                    {"token_use", use},
                                    {"iat", now / 1000},
                                    {"exp", (now + options_.access_token_ttl_ms) / 1000},
                                    {"jti", make_uuid(options_.seed, "token", next_++)}});
  std::string token = base64url(header.dump()) + "." + base64url(claims.dump());
  token += "." + base64url(hmac_sha256("lab " + std::to_string(options_.seed), token));
  return token;
}

std::optional<SessionDesk::Ticket> SessionDesk::good(const Tickets& tickets,
                                                     std::string_view token) const {
  const auto found = tickets.find(token);
  if (found == tickets.end() || clock_.now_ms() >= found->second.until_ms) return std::nullopt;
  return found->second;
}

std::optional<Refusal> SessionDesk::check(const Request& request) {
  const std::string_view authorization = request.headers.find("Authorization").value_or("");
  if (authorization.starts_with("Bearer ") || authorization.starts_with("Basic ")) {
    audit_.violate("authorization_prefixed", request.route);
  }
  const std::optional<std::string_view> access_token = request.headers.find("AccessToken");
  const std::lock_guard lock(mutex_);
  const std::optional<Ticket> ticket = good(authorizations_, authorization);
  if (!ticket) return unauthorized();
  if (!access_token) {
    if (options_.access_token_header == AccessTokenHeader::kRequired) return unauthorized();
    ++counts_.without_access_token;
    return std::nullopt;
  }
  const std::optional<Ticket> second = good(access_tokens_, *access_token);
  if (!second) return unauthorized();
  if (second->issue != ticket->issue) audit_.violate("session_tokens_mixed", request.route);
  return std::nullopt;
}

Answer<Json> SessionDesk::revoke(const Request& request, const Json& body) {
  const std::string access_token(request.headers.find("AccessToken").value_or(""));
  const std::string* named = body["session"]["accessToken"].text();
  const std::lock_guard lock(mutex_);
  const auto ticket = access_tokens_.find(access_token);
  if (ticket == access_tokens_.end()) return unauthorized();
  if (named == nullptr || *named != access_token) {
    return invalid_parameters("session.accessToken: must be that of the header AccessToken");
  }
  const std::uint64_t session = ticket->second.session;
  const auto is_its = [&](const auto& entry) { return entry.second.session == session; };
  std::erase_if(authorizations_, is_its);
  std::erase_if(access_tokens_, is_its);
  sessions_.erase(session);
  ++counts_.revocations;
  return Json::object({{"status", "success"}, {"message", "Token revoked"}});
}

void SessionDesk::expire_all() {
  const std::lock_guard lock(mutex_);
  for (auto& [token, ticket] : authorizations_) ticket.until_ms = 0;
  for (auto& [token, ticket] : access_tokens_) ticket.until_ms = 0;
}

SessionCounts SessionDesk::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace ingot::lab::tenovos
