// Logging in: one try of a token request with its repeats, and OAuth 2 on top of it. What the host
// captures are the secrets named in the request; nothing of them is seen here. Thread rule: owned by
// one session.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include <ingot/batch.hpp>
#include <ingot/kit/json.hpp>

namespace ingot::kit {

// What a token endpoint answered.
struct Grant {
  Grant() = default;
  enum class Kind {
    granted,
    refused,     // the credentials are no good; also: the host has no such secret
    unavailable  // nobody can tell; later perhaps
  };
  Kind kind = Kind::unavailable;
  std::chrono::milliseconds life{0};  // 0 = the answer does not say
  std::string why;                    // empty when granted
};

// The life of the token from the answer, or what is wrong with the answer.
using LifeReader = std::function<Parsed<std::chrono::milliseconds>(const Json&)>;

// A login is repeated when the answer was lost: at most one more try, since a refresh token that
// rotates may be used up. 4xx other than 408, 425 and 429 are refusals.
task<Grant> request_grant(Batch& batch, Request request, LifeReader read_life);

// Ends a LOGIN session with the grant; `advice` tells which settings to look at.
void end_login(Batch& batch, const Grant& grant, const std::string& advice);

// RFC 6749's token request, built field by field. A value.
class TokenRequest {
 public:
  enum class Form { form, json };

  TokenRequest(std::string url, Form form) : url_(std::move(url)), form_(form) {}
  TokenRequest& field(std::string_view name, std::string_view value);
  // `secret_name` as in the config, e.g. "oauth.refresh_token".
  TokenRequest& secret_field(std::string_view name, std::string_view secret_name);
  // Client authentication by header (RFC 6749, 2.3.1) instead of fields.
  TokenRequest& basic(std::string_view client_id, std::string_view secret_name);

  // Captures /access_token as `token_secret` and, unless that is empty, /refresh_token as
  // `refresh_secret`.
  Request request(const std::string& token_secret, const std::string& refresh_secret) const;

 private:
  void begin_field(std::string_view name);

  std::string url_;
  Form form_;
  Text body_, authorization_;
};

// expires_in, in seconds; an hour when it is missing or absurd.
Parsed<std::chrono::milliseconds> oauth_life(const Json& answer);

}  // namespace ingot::kit
