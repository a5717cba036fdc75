// The usual meaning of outcomes and statuses; a vendor that means something else looks first.
#include <ingot/kit/verdict.hpp>

#include <algorithm>

#include <ingot/kit/dates.hpp>
#include <ingot/kit/json.hpp>
#include <ingot/kit/problem_text.hpp>

namespace ingot::kit {
namespace {

using std::chrono::milliseconds;

Verdict of_status(std::uint32_t status, bool is_json) {
  if (status >= 200 && status < 300) return Verdict::ok;
  switch (status) {
    case 401:
      return Verdict::auth;
    case 403:
      return is_json ? Verdict::forbidden : Verdict::busy;
    case 404:
    case 410:
      return Verdict::gone;
    case 408:
      return Verdict::lost;
    case 425:
    case 429:
    case 503:
      return Verdict::busy;
    default:
      return status >= 300 && status < 500 ? Verdict::invalid : Verdict::lost;
  }
}

Verdict of_outcome(Outcome outcome) {
  switch (outcome) {
    case Outcome::not_sent:
      return Verdict::not_sent;
    case Outcome::cancelled:
      return Verdict::cancelled;
    case Outcome::denied:
      return Verdict::auth;
    case Outcome::source_changed:
      return Verdict::source_changed;
    default:
      return Verdict::lost;
  }
}

std::string reason_of(const Reply& reply) {
  if (reply.outcome == Outcome::denied) return "refused by the host: " + reply.detail;
  if (reply.outcome == Outcome::too_large) return "the answer was too large";
  if (reply.outcome != Outcome::response) return reply.detail.empty() ? "no answer" : reply.detail;
  const std::string problem = read_problem(reply.body);
  const std::string status = "HTTP " + std::to_string(reply.status);
  return problem.empty() ? status : status + ": " + problem;
}

}  // namespace

Judgement judge(const Reply& reply, std::int64_t now_ms) {
  Judgement result;
  if (reply.outcome != Outcome::response) {
    result.verdict = of_outcome(reply.outcome);
    result.why = reason_of(reply);
    return result;
  }
  // An empty 403 (HEAD-like answers, stored answers without their body) is taken for the vendor's own.
  const bool is_json = reply.body.empty() || Json::parse(reply.body);
  result.verdict = of_status(reply.status, is_json);
  if (result.verdict == Verdict::ok) return result;
  result.why = reason_of(reply);
  if (const auto asked = reply.header("retry-after")) {
    result.pause = milliseconds(parse_retry_after(std::string(*asked), now_ms).value_or(0));
  }
  return result;
}

Judgement unreadable(const std::string& problem) {
  Judgement result;
  result.why = "the answer cannot be read: " + problem;
  return result;
}

milliseconds pause_before(unsigned tries, const Judgement& judgement) {
  if (judgement.pause.count() > 0) return judgement.pause;
  return milliseconds(
      std::min<std::int64_t>(30'000, std::int64_t{1000} << std::min(tries - 1, 5u)));
}

Ending ending_of(const Judgement& judgement, const std::string& what) {
  const std::string message = what + ": " + judgement.why;
  switch (judgement.verdict) {
    case Verdict::auth:
      return {End::auth, "auth", message};
    case Verdict::forbidden:
      return {End::auth, "permission", message + "; the user of the token may not do this"};
    case Verdict::invalid:
      return {End::rejected, "refused", message};
    case Verdict::gone:
      return {End::conflict, "gone", message};
    case Verdict::source_changed:
      return {End::source_changed, "source", message};
    case Verdict::cancelled:
      return {End::retryable, "cancelled", what + ": the run was stopped"};
    default: {
      Ending ending(End::retryable, "unavailable", message);
      ending.after = judgement.pause;
      return ending;
    }
  }
}

void end_item(Batch& batch, const Item& item, const Ending& ending, const std::string& remote_id,
              const std::string& meta) {
  switch (ending.end) {
    case End::retryable:
      return batch.retry(item, ending.after, ending.code, ending.message, remote_id, meta);
    case End::auth:
      return batch.auth_failed(item, ending.code, ending.message, remote_id, meta);
    case End::conflict:
      return batch.conflict(item, ending.code, ending.message, remote_id, meta);
    case End::unknown:
      return batch.unknown(item, ending.code, ending.message, remote_id, meta);
    case End::source_changed:
      return batch.source_changed(item, ending.code, ending.message, remote_id, meta);
    case End::skipped:
      return batch.skipped(item, ending.code, ending.message, remote_id, meta);
    default:
      return batch.rejected(item, ending.code, ending.message, remote_id, meta);
  }
}

}  // namespace ingot::kit
