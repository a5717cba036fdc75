#include "plugins/managedassets/lab/token_desk.hpp"

#include <algorithm>

#include <ingot/lab/digest.hpp>
#include <ingot/lab/uuid.hpp>

#include "plugins/managedassets/lab/header_field.hpp"

namespace ingot::lab::managedassets {

namespace {

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

std::string text_of(const Json& fields, const char* name) {
  const std::string* text = fields[name].text();
  return text != nullptr ? *text : "";
}

}  // namespace

TokenDesk::TokenDesk(const ManagedAssetsOptions& options, const Clock& clock)
    : options_(options),
      clock_(clock),
      static_tokens_(options.static_tokens.begin(), options.static_tokens.end()),
      read_only_tokens_(options.read_only_tokens.begin(), options.read_only_tokens.end()) {}

Reply TokenDesk::token(Request& request) {
  constexpr std::size_t kMostBytes = 64 * 1024;
  if (request.headers.has("Authorization")) {
    return oauth_error(400, "invalid_request", "client credentials belong in the body");
  }
  if (!is_media_type(request.headers.find("Content-Type").value_or(""), "application/json")) {
    return oauth_error(415, "invalid_request", "the body must be JSON");
  }
  const std::optional<std::string> body = read_all(request.body, kMostBytes);
  if (!body) return oauth_error(400, "invalid_request", "the body did not arrive");
  const Expected<Json> fields = Json::parse(*body);
  if (!fields || fields->members() == nullptr) {
    return oauth_error(400, "invalid_request", "the body cannot be read");
  }
  static constexpr std::string_view kKnown[] = {"grant_type", "client_id", "client_secret",
                                                "audience"};
  for (const Json::Member& field : *fields->members()) {
    const bool is_known =
        std::find(std::begin(kKnown), std::end(kKnown), field.name) != std::end(kKnown);
    if (!is_known || field.value.text() == nullptr) {
      return oauth_error(400, "invalid_request", "an unknown field, or one that is no string");
    }
  }
  return issue(*fields);
}

Reply TokenDesk::issue(const Json& fields) {
  const std::lock_guard lock(mutex_);
  if (text_of(fields, "grant_type") != "client_credentials") {
    return oauth_error(400, "unsupported_grant_type", "only client_credentials is served");
  }
  if (text_of(fields, "client_id") != options_.client_id ||
      text_of(fields, "client_secret") != options_.client_secret) {
    ++counts_.refused;
    return oauth_error(401, "invalid_client", "unknown client or wrong secret");
  }
  if (text_of(fields, "audience") != options_.audience) {
    ++counts_.refused;
    return oauth_error(403, "access_denied", "the client is not allowed for this audience");
  }
  ++counts_.grants;
  Reply answer =
      json_reply(200, Json::object({{"access_token", make_access_token()},
                                    {"token_type", "Bearer"},
                                    {"expires_in", options_.access_token_ttl_ms / 1000}}));
  answer.headers.add("Cache-Control", "no-store");
  return answer;
}

// The form of a JWT; only this desk judges it.
std::string TokenDesk::make_access_token() {
  const std::int64_t now = clock_.now_ms();
  const Json header = Json::object({{"alg", "HS256"}, {"typ", "JWT"}});
  const Json claims = Json::object({{"sub", options_.client_id + "@clients"},
                                    {"aud", options_.audience},
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
  if (read_only_tokens_.contains(token)) {
    if (request.method == "GET") return std::nullopt;
    return Refusal{403, "the token has no write access"};
  }
  const auto found = issued_.find(token);
  if (found == issued_.end()) return Refusal{401, "the token is unknown"};
  if (clock_.now_ms() >= found->second) return Refusal{401, "the token has expired"};
  return std::nullopt;
}

void TokenDesk::expire_all() {
  const std::lock_guard lock(mutex_);
  for (auto& [token, until] : issued_) until = 0;
  static_tokens_.clear();
  read_only_tokens_.clear();
}

TokenCounts TokenDesk::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace ingot::lab::managedassets
