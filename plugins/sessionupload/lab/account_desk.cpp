#include "plugins/sessionupload/lab/account_desk.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include <ingot/lab/digest.hpp>
#include <ingot/lab/uuid.hpp>

namespace ingot::lab::sessionupload {

namespace {

std::string base64url(std::string_view text) {
  std::string out = to_base64(text);
  while (!out.empty() && out.back() == '=') out.pop_back();
  std::replace(out.begin(), out.end(), '+', '-');
  std::replace(out.begin(), out.end(), '/', '_');
  return out;
}

// Nothing but these names, and only texts or nulls behind them.
std::optional<Refusal> check_texts(const Json& body,
                                   std::initializer_list<std::string_view> names) {
  for (const Json::Member& member : *body.members()) {
    if (std::find(names.begin(), names.end(), member.name) == names.end()) {
      return Refusal{400, member.name + ": unknown property"};
    }
    if (!member.value.is_null() && member.value.text() == nullptr) {
      return Refusal{400, member.name + ": a string is required"};
    }
  }
  return std::nullopt;
}

std::string text_of(const Json& body, std::string_view name) {
  const std::string* text = body[name].text();
  return text != nullptr ? *text : "";
}

}  // namespace

AccountDesk::AccountDesk(const SessionUploadOptions& options, const Clock& clock)
    : options_(options), clock_(clock), password_(options.password) {
  const std::string session = make_uuid(options.seed, "session", next_++);
  constexpr std::int64_t kForEver = std::numeric_limits<std::int64_t>::max();
  sessions_[session] = true;
  for (const std::string& token : options.static_tokens) tokens_[token] = {session, kForEver};
  if (!options.refresh_token.empty()) {
    refresh_tokens_[options.refresh_token] = {session, kForEver, false};
  }
}

Answer<Json> AccountDesk::login(const Json& body) {
  if (auto refusal =
          check_texts(body, {"userName", "password", "applicationId", "token", "newPassword"})) {
    return std::move(*refusal);
  }
  for (const char* name : {"userName", "password"}) {
    if (text_of(body, name).empty()) return Refusal{400, std::string(name) + ": is required"};
  }
  const std::string application = text_of(body, "applicationId");
  if (!application.empty() && !is_uuid(application)) {
    return Refusal{400, "applicationId: a UUID is required"};
  }
  if (!options_.application_id.empty() && application.empty()) {
    return Refusal{400, "applicationId: is required"};
  }
  const std::lock_guard lock(mutex_);
  if (!may_enter(body)) {
    ++counts_["logins_refused"];
    return Refusal{404, "no user has these credentials"};
  }
  if (auto refusal = check_status(body)) {
    ++counts_["logins_refused"];
    return std::move(*refusal);
  }
  const bool wants_code = options_.login_status.starts_with("TwoFactor");
  if (wants_code && text_of(body, "token") != options_.mfa_code) {
    return Json::object({{"token", Json()},
                         {"refreshToken", Json()},
                         {"expirationSeconds", 0},
                         {"userSessionId", Json()},
                         {"id", make_uuid(options_.seed, "user", 0)},
                         {"loginStatus", options_.login_status}});
  }
  ++counts_["logins"];
  if (const std::string next = text_of(body, "newPassword"); !next.empty()) password_ = next;
  if (options_.sessions == Sessions::kOne) {
    for (auto& [id, counts] : sessions_) counts = false;
  }
  const std::string session = make_uuid(options_.seed, "session", next_++);
  sessions_[session] = true;
  return issue(session);
}

bool AccountDesk::may_enter(const Json& body) const {
  const std::string application = text_of(body, "applicationId");
  const std::string offered = text_of(body, "password");
  const bool is_secret_right =
      offered == password_ || (!options_.api_key.empty() && offered == options_.api_key);
  return text_of(body, "userName") == options_.user_name && is_secret_right &&
         (options_.application_id.empty() || application == options_.application_id);
}

// Disabled, expired and pending users are a 403; a pending new password is settled by sending one.
std::optional<Refusal> AccountDesk::check_status(const Json& body) const {
  const std::string& status = options_.login_status;
  if (!status.starts_with("Is")) return std::nullopt;
  if (status == "IsPendingNewPassword" && !text_of(body, "newPassword").empty())
    return std::nullopt;
  return Refusal{403, "the user may not log in: " + status};
}

Answer<Json> AccountDesk::refresh(const Json& body) {
  if (auto refusal = check_texts(body, {"refreshToken"})) return std::move(*refusal);
  const std::string offered = text_of(body, "refreshToken");
  if (offered.empty()) return Refusal{400, "refreshToken: is required"};
  const std::lock_guard lock(mutex_);
  const auto found = refresh_tokens_.find(offered);
  const bool is_good = found != refresh_tokens_.end() && !found->second.is_used &&
                       clock_.now_ms() < found->second.until_ms &&
                       sessions_[found->second.session_id];
  if (!is_good) {
    ++counts_["token_refreshes_refused"];
    if (found != refresh_tokens_.end() && found->second.is_used) {
      ++counts_["used_refresh_tokens_offered"];
    }
    return Refusal{404, "the refresh token is unknown, used or expired"};
  }
  found->second.is_used = true;
  ++counts_["token_refreshes"];
  return issue(found->second.session_id);
}

Json AccountDesk::issue(const std::string& session_id) {
  const std::int64_t now = clock_.now_ms();
  const std::string token = make_token();
  tokens_[token] = {session_id, now + options_.access_token_ttl_ms};
  const std::string refresh = "lab-refresh-" + make_uuid(options_.seed, "refresh", next_++);
  refresh_tokens_[refresh] = {session_id, now + options_.refresh_token_ttl_ms, false};
  return Json::object({{"token", token},
                       {"refreshToken", refresh},
                       {"expirationSeconds", options_.access_token_ttl_ms / 1000},
                       {"userSessionId", session_id},
                       {"id", make_uuid(options_.seed, "user", 0)},
                       {"loginStatus", Json()}});
}

// The form of a JWT; only this desk judges it.
std::string AccountDesk::make_token() {
  const std::int64_t now = clock_.now_ms();
  const Json header = Json::object({{"alg", "HS256"}, {"typ", "JWT"}});
  const Json claims = Json::object({{"sub", options_.user_name},
                                    {"iat", now / 1000},
                                    {"exp", (now + options_.access_token_ttl_ms) / 1000},
                                    {"jti", make_uuid(options_.seed, "token", next_++)}});
  std::string token = base64url(header.dump()) + "." + base64url(claims.dump());
  token += "." + base64url(hmac_sha256("lab " + std::to_string(options_.seed), token));
  return token;
}

Answer<Json> AccountDesk::ping(const Json& body) {
  if (auto refusal = check_texts(body, {"userSessionId", "applicationId"})) {
    return std::move(*refusal);
  }
  for (const char* name : {"userSessionId", "applicationId"}) {
    const std::string id = text_of(body, name);
    if (!id.empty() && !is_uuid(id))
      return Refusal{400, std::string(name) + ": a UUID is required"};
  }
  const std::string session = text_of(body, "userSessionId");
  if (session.empty()) return Refusal{400, "userSessionId: is required"};
  const std::lock_guard lock(mutex_);
  ++counts_["pings"];
  const auto found = sessions_.find(session);
  const bool is_active = found != sessions_.end() && found->second;
  return Json::object({{"pingStatus", is_active ? "Normal" : "SessionDeactivated"}});
}

std::optional<Refusal> AccountDesk::check(const Request& request) const {
  return check(request, Displaced::kRefused);
}

std::optional<Refusal> AccountDesk::check_token(const Request& request) const {
  return check(request, Displaced::kLetIn);
}

std::optional<Refusal> AccountDesk::check(const Request& request, Displaced displaced) const {
  const std::string_view field = request.headers.find("Authorization").value_or("");
  if (!field.starts_with("Bearer ")) return Refusal{401, "a bearer token is required"};
  const std::lock_guard lock(mutex_);
  const auto found = tokens_.find(std::string(field.substr(7)));
  if (found == tokens_.end()) return Refusal{401, "the token is unknown"};
  if (clock_.now_ms() >= found->second.until_ms) {
    return Refusal{options_.expired_status, "the token has expired"};
  }
  if (displaced == Displaced::kRefused && !sessions_.at(found->second.session_id)) {
    return Refusal{401, "the session was ended by a later login"};
  }
  return std::nullopt;
}

void AccountDesk::expire_all() {
  const std::lock_guard lock(mutex_);
  for (auto& [text, token] : tokens_) token.until_ms = 0;
}

std::map<std::string, std::uint64_t> AccountDesk::counts() const {
  const std::lock_guard lock(mutex_);
  std::map<std::string, std::uint64_t> counts = counts_;
  for (const char* name : {"logins", "logins_refused", "token_refreshes", "token_refreshes_refused",
                           "used_refresh_tokens_offered", "pings"}) {
    counts.try_emplace(name, 0);
  }
  return counts;
}

}  // namespace ingot::lab::sessionupload
