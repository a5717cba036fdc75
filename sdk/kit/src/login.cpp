#include <ingot/kit/login.hpp>

#include <ingot/kit/url_text.hpp>
#include <ingot/kit/verdict.hpp>

namespace ingot::kit {
namespace {

using std::chrono::milliseconds;

// What clients assume when the answer does not say (RFC 6749, 5.1 recommends to say it).
constexpr std::int64_t kUsualLifeSeconds = 3600;
constexpr std::int64_t kLongestLifeSeconds = 366 * 86'400;
constexpr unsigned kMostTries = 4;
// A refresh whose answer was lost may have used up a rotating token; one more try tells.
constexpr unsigned kMostLost = 2;

bool is_about_credentials(const Reply& reply) {
  if (reply.outcome == Outcome::denied) return true;
  return reply.outcome == Outcome::response && reply.status >= 400 && reply.status < 500 &&
         reply.status != 408 && reply.status != 425 && reply.status != 429;
}

Grant read_grant(const Reply& reply, const LifeReader& read_life) {
  Grant grant;
  const auto json = Json::parse(reply.body);
  if (!json) {
    grant.why = json.problem();
    return grant;
  }
  const auto life = read_life(*json);
  grant.why = life.problem();
  if (!life) return grant;
  grant.kind = Grant::Kind::granted;
  grant.life = *life;
  return grant;
}

}  // namespace

task<Grant> request_grant(Batch& batch, Request request, LifeReader read_life) {
  unsigned lost = 0;
  for (unsigned tries = 1;; ++tries) {
    const Reply reply = co_await batch.send(request);
    if (reply.ok()) {
      Grant grant = read_grant(reply, read_life);
      co_return grant;
    }
    const Judgement judgement = judge(reply, batch.now_ms());
    Grant grant;
    grant.why = judgement.why;
    if (is_about_credentials(reply)) grant.kind = Grant::Kind::refused;
    if (judgement.verdict == Verdict::lost) ++lost;
    const bool is_last = tries >= kMostTries || lost >= kMostLost || batch.cancelled();
    if (grant.kind == Grant::Kind::refused || is_last) co_return grant;
    co_await batch.wait(pause_before(tries, judgement));
  }
}

void end_login(Batch& batch, const Grant& grant, const std::string& advice) {
  switch (grant.kind) {
    case Grant::Kind::granted:
      return batch.logged_in(grant.life);
    case Grant::Kind::refused:
      return batch.result(End::auth, grant.why + "; " + advice);
    case Grant::Kind::unavailable:
      return batch.result(End::retryable, grant.why);
  }
}

void TokenRequest::begin_field(std::string_view name) {
  if (form_ == Form::form) {
    body_.add((body_.empty() ? "" : "&") + percent_encoded(name) + "=");
  } else {
    body_.add((body_.empty() ? "{" : ",") + quote(name) + ":");
  }
}

TokenRequest& TokenRequest::field(std::string_view name, std::string_view value) {
  begin_field(name);
  body_.add(form_ == Form::form ? percent_encoded(value) : quote(value));
  return *this;
}

TokenRequest& TokenRequest::secret_field(std::string_view name, std::string_view secret_name) {
  begin_field(name);
  if (form_ == Form::form) {
    body_.add(secret(secret_name, Encoding::form));
  } else {
    body_.add("\"").add(secret(secret_name, Encoding::json)).add("\"");
  }
  return *this;
}

TokenRequest& TokenRequest::basic(std::string_view client_id, std::string_view secret_name) {
  authorization_ = Text("Basic ").add(basic_secret(client_id, secret_name));
  return *this;
}

Request TokenRequest::request(const std::string& token_secret,
                              const std::string& refresh_secret) const {
  Text body = body_;
  if (form_ == Form::json) body.add("}");
  Request request("POST", url_);
  request.header("Accept", "application/json")
      .header("Content-Type",
              form_ == Form::form ? "application/x-www-form-urlencoded" : "application/json")
      .body(std::move(body))
      .capture("/access_token", token_secret)
      .sensitive();
  if (!refresh_secret.empty()) request.capture("/refresh_token", refresh_secret);
  if (!authorization_.empty()) request.header("Authorization", authorization_);
  return request;
}

Parsed<milliseconds> oauth_life(const Json& answer) {
  if (answer["access_token"].text().empty()) {
    return Parsed<milliseconds>::failed("no access_token in the answer; check the token URL");
  }
  const std::int64_t life = answer["expires_in"].integer().value_or(kUsualLifeSeconds);
  const bool is_sane = life > 0 && life <= kLongestLifeSeconds;
  return milliseconds((is_sane ? life : kUsualLifeSeconds) * 1000);
}

}  // namespace ingot::kit
