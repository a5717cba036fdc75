#include "host/transfer/retry.hpp"

#include <algorithm>
#include <cmath>

namespace ingot::transfer {

using std::chrono::milliseconds;

static bool is_retryable_status(int status) {
  return status == 408 || status == 425 || status == 429 || (status >= 500 && status <= 599);
}

static bool may_resend(const AttemptFacts& facts) {
  switch (facts.delivery) {
    // Certain that nothing arrived, so safe for any request; pointless for a bad certificate or an unknown host.
    case net::Delivery::not_sent: return facts.reason == ErrorKind::retryable;
    case net::Delivery::unknown: return facts.is_idempotent;
    case net::Delivery::response: return facts.is_idempotent && is_retryable_status(facts.status);
    // Our disk or descriptors failed, the request was never whole.
    case net::Delivery::source_failed:
      return facts.is_idempotent && facts.reason == ErrorKind::retryable;
    case net::Delivery::too_large:
    case net::Delivery::cancelled: return false;
  }
  return false;
}

static milliseconds backoff(const RetryPolicy& policy, unsigned attempts, double jitter) {
  const double first = static_cast<double>(policy.backoff_first.count());
  const double longest = static_cast<double>(policy.backoff_longest.count());
  const double ceiling = std::min(longest, first * std::pow(2.0, std::min(attempts - 1, 30u)));
  return milliseconds(static_cast<std::int64_t>(ceiling * jitter));
}

std::optional<milliseconds> resend_after(const RetryPolicy& policy, const AttemptFacts& facts,
                                         double jitter) {
  if (facts.attempts > policy.retries || !may_resend(facts)) return std::nullopt;
  const milliseconds own = backoff(policy, std::max(facts.attempts, 1u), jitter);
  if (!facts.retry_after) return own;
  const milliseconds asked = std::min(*facts.retry_after, policy.longest_retry_after);
  // A little jitter on top, else every worker returns in the same millisecond.
  return asked + std::min(own, milliseconds(250));
}

std::optional<milliseconds> account_pause(const RetryPolicy& policy, const AttemptFacts& facts) {
  if (facts.delivery != net::Delivery::response) return std::nullopt;
  if (facts.status != 429 && facts.status != 503) return std::nullopt;
  if (!facts.retry_after) return std::nullopt;
  return std::min(*facts.retry_after, policy.longest_retry_after);
}

}  // namespace ingot::transfer
