#include "plugins/bim360/lab/token_desk.hpp"

#include <algorithm>
#include <array>

#include <ingot/lab/digest.hpp>
#include <ingot/lab/uuid.hpp>

#include "plugins/bim360/lab/query.hpp"
#include "plugins/bim360/lab/replies.hpp"

namespace ingot::lab::bim360 {

namespace {

struct NamedScope {
  const char* name;
  Scope scope;
};
constexpr std::array kScopes{NamedScope{"data:read", kDataRead},
                             NamedScope{"data:write", kDataWrite},
                             NamedScope{"data:create", kDataCreate}};

std::optional<unsigned> scopes_named(const std::string& text) {
  unsigned scopes = kNoScope;
  for (const std::string& name : split(text, ' ')) {
    const auto known = std::find_if(kScopes.begin(), kScopes.end(),
                                    [&](const NamedScope& scope) { return scope.name == name; });
    if (known == kScopes.end()) return std::nullopt;
    scopes |= known->scope;
  }
  return scopes;
}

std::string names_of(unsigned scopes) {
  std::string names;
  for (const NamedScope& scope : kScopes) {
    if ((scopes & scope.scope) != 0) names += (names.empty() ? "" : " ") + std::string(scope.name);
  }
  return names;
}

Reply oauth_error(int status, const char* error, const char* description) {
  return json_reply(status, Json::object({{"error", error}, {"error_description", description}}));
}

std::optional<std::map<std::string, std::string>> form_fields(std::string body) {
  std::map<std::string, std::string> fields;
  std::replace(body.begin(), body.end(), '+', ' ');
  for (const std::string& pair : split(body, '&')) {
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const auto name = percent_decode(std::string_view(pair).substr(0, equals));
    const auto value =
        percent_decode(std::string_view(pair).substr(std::min(equals + 1, pair.size())));
    if (!name || !value || !fields.emplace(*name, *value).second) return std::nullopt;
  }
  return fields;
}

std::string field(const std::map<std::string, std::string>& fields, const std::string& name) {
  const auto found = fields.find(name);
  return found == fields.end() ? "" : found->second;
}

}  // namespace

TokenDesk::TokenDesk(const Bim360Options& options, const Clock& clock, AuditLog& audit)
    : options_(options),
      clock_(clock),
      audit_(audit),
      static_tokens_(options.static_tokens.begin(), options.static_tokens.end()) {
  refresh_[options.refresh_token] = {kEveryScope, clock.now_ms() + options.refresh_token_ttl_ms};
}

Reply TokenDesk::token(Request& request) {
  constexpr std::size_t kMostBytes = 64 * 1024;
  const std::optional<std::string> body = read_all(request.body, kMostBytes);
  if (!body) return oauth_error(400, "invalid_request", "the body did not arrive");
  const std::string_view type = request.headers.find("Content-Type").value_or("");
  if (!type.starts_with("application/x-www-form-urlencoded")) {
    return oauth_error(415, "invalid_request", "the body must be a form");
  }
  const std::optional<Fields> fields = form_fields(*body);
  if (!fields) return oauth_error(400, "invalid_request", "the body cannot be read");
  for (const auto& [name, value] : *fields) {
    if (name == "client_secret") audit_.violate("client_secret_in_body", "POST token");
    if (name != "grant_type" && name != "refresh_token" && name != "scope" && name != "client_id") {
      return oauth_error(400, "invalid_request", "the form has an unknown field");
    }
  }
  if (field(*fields, "grant_type") != "refresh_token") {
    return oauth_error(400, "unsupported_grant_type", "only refresh_token is served");
  }
  const std::lock_guard lock(mutex_);
  if (std::optional<Reply> refusal = check_client(request, *fields)) return std::move(*refusal);
  return issue(*fields);
}

// bim360.md 3.1: a Basic header or client_id in the body; both at once is a 400.
std::optional<Reply> TokenDesk::check_client(const Request& request, const Fields& fields) {
  const auto header = request.headers.find("Authorization");
  if (header && fields.contains("client_id")) {
    audit_.violate("two_client_authentications", "POST token");
    return oauth_error(400, "invalid_request", "client credentials came in header and body");
  }
  if (!header) {
    if (field(fields, "client_id") == options_.client_id) return std::nullopt;
    return refused("invalid_client", "unknown client", 401);
  }
  const std::optional<std::string> pair =
      header->starts_with("Basic ") ? from_base64(header->substr(6)) : std::nullopt;
  if (pair == options_.client_id + ":" + options_.client_secret) return std::nullopt;
  return refused("invalid_client", "unknown client or wrong secret", 401);
}

Reply TokenDesk::refused(const char* error, const char* description, int status) {
  ++counts_.refused;
  return oauth_error(status, error, description);
}

Reply TokenDesk::issue(const Fields& fields) {
  const std::string offered = field(fields, "refresh_token");
  const auto found = refresh_.find(offered);
  if (found == refresh_.end()) {
    if (used_refresh_.contains(offered)) ++counts_.reused_refresh;
    return refused("invalid_grant", "the refresh token is unknown, used or expired");
  }
  const std::int64_t now = clock_.now_ms();
  Grant grant = found->second;
  if (now >= grant.until_ms) return refused("invalid_grant", "the refresh token has expired");
  if (fields.contains("scope")) {
    const std::optional<unsigned> wanted = scopes_named(field(fields, "scope"));
    if (!wanted || (*wanted & ~grant.scopes) != 0) {
      return refused("invalid_scope", "scopes can be narrowed, not widened");
    }
    grant.scopes = *wanted;
  }
  used_refresh_.insert(offered);
  refresh_.erase(found);
  const std::string access = "lab-access-" + make_uuid(options_.seed, "access", next_);
  const std::string refresh = "lab-refresh-" + make_uuid(options_.seed, "refresh", next_++);
  access_[access] = {grant.scopes, now + options_.access_token_ttl_ms};
  refresh_[refresh] = {grant.scopes, now + options_.refresh_token_ttl_ms};
  ++counts_.refreshes;
  Reply reply = json_reply(200, Json::object({{"access_token", access},
                                              {"token_type", "Bearer"},
                                              {"expires_in", options_.access_token_ttl_ms / 1000},
                                              {"refresh_token", refresh},
                                              {"scope", names_of(grant.scopes)}}));
  reply.headers.add("Cache-Control", "no-store");
  return reply;
}

std::optional<unsigned> TokenDesk::scopes_of(const Request& request) const {
  const std::string_view header = request.headers.find("Authorization").value_or("");
  if (!header.starts_with("Bearer ")) return std::nullopt;
  const std::string token(header.substr(7));
  const std::lock_guard lock(mutex_);
  if (static_tokens_.contains(token)) return kEveryScope;
  const auto found = access_.find(token);
  if (found == access_.end() || clock_.now_ms() >= found->second.until_ms) return std::nullopt;
  return found->second.scopes;
}

void TokenDesk::expire_all() {
  const std::lock_guard lock(mutex_);
  access_.clear();
  static_tokens_.clear();
}

TokenCounts TokenDesk::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace ingot::lab::bim360
