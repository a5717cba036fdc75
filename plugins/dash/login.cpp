// LOGIN: refresh_token grant. Dash has no grant without a human's consent (dash.md 1.2), so this is
// all there is.
#include "plugins/dash/json.hpp"
#include "plugins/dash/operations.hpp"
#include "plugins/dash/replies.hpp"
#include "plugins/dash/requests.hpp"
#include "plugins/dash/verdict.hpp"

namespace ingot::dash {
namespace {

using std::chrono::milliseconds;

// What the other clients assume when the answer does not say (dash.md 1.2).
constexpr std::int64_t kUsualLifeSeconds = 3600;
constexpr std::int64_t kLongestLifeSeconds = 366 * 86'400;
constexpr unsigned kMostTries = 4;
// A refresh whose answer was lost may have used up a rotating token; one more try tells
// (cross_vendor.md 3.2).
constexpr unsigned kMostLost = 2;

bool is_about_credentials(const Reply& reply) {
  return reply.outcome == Outcome::response && reply.status >= 400 && reply.status < 500 &&
         reply.status != 408 && reply.status != 425 && reply.status != 429;
}

void accept(Batch& batch, const Reply& reply) {
  const auto json = Json::parse(reply.body);
  if (!json || (*json)["access_token"].text().empty()) {
    const std::string problem = json ? "no access_token in the answer" : json.problem();
    return batch.result(End::retryable, "login: " + problem + "; check oauth.token_url");
  }
  const std::int64_t life = (*json)["expires_in"].integer().value_or(kUsualLifeSeconds);
  const bool is_sane = life > 0 && life <= kLongestLifeSeconds;
  batch.logged_in(milliseconds((is_sane ? life : kUsualLifeSeconds) * 1000));
}

}  // namespace

task<> login(Batch& batch, const Config& config) {
  if (!config.oauth) {
    batch.logged_in();  // a bearer token needs no login
    co_return;
  }
  const Api api(config);
  unsigned lost = 0;
  for (unsigned tries = 1;; ++tries) {
    const Reply reply = co_await batch.send(api.token());
    if (reply.ok()) {
      accept(batch, reply);
      co_return;
    }
    const Judgement judgement = judge(reply, batch.now_ms());
    if (is_about_credentials(reply) || reply.outcome == Outcome::denied) {
      batch.result(
          End::auth,
          "login: " + judgement.why +
              "; check oauth.client_id, client_secret and refresh_token, or give consent anew");
      co_return;
    }
    if (judgement.verdict == Verdict::lost) ++lost;
    if (tries >= kMostTries || lost >= kMostLost || batch.cancelled()) {
      batch.result(End::retryable, "login: " + judgement.why);
      co_return;
    }
    co_await batch.wait(pause_before(tries, judgement));
  }
}

}  // namespace ingot::dash
