#include "plugins/dash/lab/token_desk.hpp"

#include <algorithm>

#include <ingot/lab/digest.hpp>
#include <ingot/lab/uuid.hpp>

namespace ingot::lab::dash {

namespace {

using Fields = std::map<std::string, std::string>;

std::string base64url(std::string_view text) {
  std::string out = to_base64(text);
  while (!out.empty() && out.back() == '=') out.pop_back();
  std::replace(out.begin(), out.end(), '+', '-');
  std::replace(out.begin(), out.end(), '/', '_');
  return out;
}

Reply oauth_error(int status, const char* error, const char* description) {
  return json_reply(status, Json::object({{"error", error}, {"error_description", description}}));
}

std::optional<Fields> form_fields(std::string_view body) {
  Fields fields;
  while (!body.empty()) {
    std::string pair(body.substr(0, body.find('&')));
    body.remove_prefix(std::min(pair.size() + 1, body.size()));
    std::replace(pair.begin(), pair.end(), '+', ' ');
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const auto name = percent_decode(std::string_view(pair).substr(0, equals));
    const auto value =
        percent_decode(std::string_view(pair).substr(std::min(equals + 1, pair.size())));
    if (!name || !value || !fields.emplace(*name, *value).second) return std::nullopt;
  }
  return fields;
}

std::optional<Fields> json_fields(std::string_view body) {
  const Expected<Json> json = Json::parse(body);
  if (!json || json->members() == nullptr) return std::nullopt;
  Fields fields;
  for (const Json::Member& member : *json->members()) {
    if (member.value.text() == nullptr) return std::nullopt;
    fields[member.name] = *member.value.text();
  }
  return fields;
}

std::string field(const Fields& fields, const std::string& name) {
  const auto found = fields.find(name);
  return found == fields.end() ? "" : found->second;
}

}  // namespace

TokenDesk::TokenDesk(const DashOptions& options, const Clock& clock)
    : options_(options),
      clock_(clock),
      static_tokens_(options.static_tokens.begin(), options.static_tokens.end()),
      refresh_token_(options.refresh_token) {}

Reply TokenDesk::token(Request& request) {
  constexpr std::size_t kMostBytes = 64 * 1024;
  if (request.headers.has("Authorization")) {
    return oauth_error(400, "invalid_request", "client credentials belong in the body");
  }
  const std::optional<std::string> body = read_all(request.body, kMostBytes);
  if (!body) return oauth_error(400, "invalid_request", "the body did not arrive");
  const std::string_view type = request.headers.find("Content-Type").value_or("");
  std::optional<Fields> fields;
  if (type.starts_with("application/json")) {
    fields = json_fields(*body);
  } else if (type.starts_with("application/x-www-form-urlencoded")) {
    fields = form_fields(*body);
  } else {
    return oauth_error(415, "invalid_request", "the body must be JSON or a form");
  }
  if (!fields) return oauth_error(400, "invalid_request", "the body cannot be read");
  return issue(*fields);
}

Reply TokenDesk::issue(const Fields& fields) {
  const std::lock_guard lock(mutex_);
  if (field(fields, "grant_type") != "refresh_token") {
    return oauth_error(400, "unsupported_grant_type", "only refresh_token is served");
  }
  if (field(fields, "client_id") != options_.client_id ||
      field(fields, "client_secret") != options_.client_secret) {
    ++counts_.refused;
    return oauth_error(401, "invalid_client", "unknown client or wrong secret");
  }
  const std::string offered = field(fields, "refresh_token");
  if (offered != refresh_token_) {
    ++counts_.refused;
    if (used_refresh_.contains(offered)) ++counts_.reused_refresh;
    return oauth_error(400, "invalid_grant", "unknown or invalid refresh token");
  }
  ++counts_.refreshes;
  Json reply = Json::object({{"access_token", make_access_token()},
                             {"token_type", "Bearer"},
                             {"expires_in", options_.access_token_ttl_ms / 1000},
                             {"scope", "offline_access subdomain:lab"}});
  if (options_.rotation == RefreshRotation::kRotate) {
    used_refresh_.insert(refresh_token_);
    refresh_token_ = "lab-refresh-" + make_uuid(options_.seed, "refresh", next_++);
    reply.set("refresh_token", refresh_token_);
  }
  Reply answer = json_reply(200, reply);
  answer.headers.add("Cache-Control", "no-store");
  return answer;
}

// The form of a JWT with `sub`, as dash.md 1.2 describes; only this desk judges it.
std::string TokenDesk::make_access_token() {
  const std::int64_t now = clock_.now_ms();
  const Json header = Json::object({{"alg", "HS256"}, {"typ", "JWT"}});
  const Json claims = Json::object({{"sub", "lab-user"},
                                    {"iat", now / 1000},
                                    {"exp", (now + options_.access_token_ttl_ms) / 1000},
                                    {"jti", make_uuid(options_.seed, "token", next_++)}});
  std::string token = base64url(header.dump()) + "." + base64url(claims.dump());
  token += "." + base64url(hmac_sha256("lab " + std::to_string(options_.seed), token));
  issued_[token] = now + options_.access_token_ttl_ms;
  return token;
}

std::optional<Refusal> TokenDesk::check(const Request& request) const {
  const std::string_view field = request.headers.find("Authorization").value_or("");
  if (!field.starts_with("Bearer ")) return Refusal{401, "a bearer token is required"};
  const std::string token(field.substr(7));
  const std::lock_guard lock(mutex_);
  if (static_tokens_.contains(token)) return std::nullopt;
  const auto found = issued_.find(token);
  if (found == issued_.end()) return Refusal{401, "the token is unknown"};
  if (clock_.now_ms() >= found->second) return Refusal{401, "the token has expired"};
  return std::nullopt;
}

void TokenDesk::expire_all() {
  const std::lock_guard lock(mutex_);
  for (auto& [token, until] : issued_) until = 0;
  static_tokens_.clear();
}

TokenCounts TokenDesk::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace ingot::lab::dash
