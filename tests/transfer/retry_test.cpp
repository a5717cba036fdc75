#include "host/transfer/retry.hpp"

#include <gtest/gtest.h>

namespace ingot::transfer {
namespace {

using net::Delivery;
using std::chrono::milliseconds;

AttemptFacts answered(int status, bool is_idempotent = true) {
  AttemptFacts facts;
  facts.is_idempotent = is_idempotent;
  facts.status = status;
  return facts;
}

AttemptFacts ended(Delivery delivery, ErrorKind reason, bool is_idempotent = true) {
  AttemptFacts facts;
  facts.is_idempotent = is_idempotent;
  facts.delivery = delivery;
  facts.reason = reason;
  return facts;
}

TEST(retry, resends_idempotent_requests_after_passing_trouble) {
  for (const int status : {408, 425, 429, 500, 502, 503, 504, 599}) {
    EXPECT_TRUE(resend_after({}, answered(status), 0.5)) << status;
  }
  EXPECT_TRUE(resend_after({}, ended(Delivery::unknown, ErrorKind::unknown_outcome), 0.5));
}

TEST(retry, delivers_what_repeating_cannot_change) {
  for (const int status : {200, 201, 204, 301, 400, 401, 403, 404, 409, 412, 413, 422, 600}) {
    EXPECT_FALSE(resend_after({}, answered(status), 0.5)) << status;
  }
  EXPECT_FALSE(resend_after({}, ended(Delivery::too_large, ErrorKind::invalid), 0.5));
  EXPECT_FALSE(resend_after({}, ended(Delivery::cancelled, ErrorKind::cancelled), 0.5));
  EXPECT_FALSE(resend_after({}, ended(Delivery::source_failed, ErrorKind::source_changed), 0.5));
}

TEST(retry, never_repeats_a_request_that_may_have_been_processed) {
  EXPECT_FALSE(resend_after({}, ended(Delivery::unknown, ErrorKind::unknown_outcome, false), 0.5));
  EXPECT_FALSE(resend_after({}, answered(503, false), 0.5));
  EXPECT_FALSE(resend_after({}, answered(429, false), 0.5));
}

TEST(retry, repeats_any_request_that_certainly_never_left) {
  EXPECT_TRUE(resend_after({}, ended(Delivery::not_sent, ErrorKind::retryable, false), 0.5));
  // A bad certificate or an unknown host is the same in a second.
  EXPECT_FALSE(resend_after({}, ended(Delivery::not_sent, ErrorKind::unavailable), 0.5));
}

TEST(retry, gives_up_after_the_policy_s_number_of_resends) {
  const RetryPolicy policy{.retries = 2};
  AttemptFacts facts = answered(503);
  facts.attempts = 2;
  EXPECT_TRUE(resend_after(policy, facts, 0.5));
  facts.attempts = 3;
  EXPECT_FALSE(resend_after(policy, facts, 0.5));
}

TEST(retry, backs_off_exponentially_with_full_jitter) {
  const RetryPolicy policy{.retries = 100};
  AttemptFacts facts = answered(500);
  for (unsigned attempts = 1; attempts <= 40; ++attempts) {
    facts.attempts = attempts;
    const auto longest = *resend_after(policy, facts, 0.999999);
    EXPECT_LE(longest, policy.backoff_longest);
    EXPECT_EQ(*resend_after(policy, facts, 0.0), milliseconds(0));
    const double doubled = 1000.0 * static_cast<double>(1u << std::min(attempts - 1, 8u));
    if (attempts <= 8) {
      EXPECT_NEAR(static_cast<double>(longest.count()), doubled, 200);
    }
  }
}

TEST(retry, waits_as_long_as_the_server_asks_within_reason) {
  AttemptFacts facts = answered(503);
  facts.retry_after = milliseconds(7000);
  EXPECT_GE(*resend_after({}, facts, 0.0), milliseconds(7000));
  EXPECT_LE(*resend_after({}, facts, 0.99), milliseconds(7250));
  facts.retry_after = std::chrono::hours(24 * 365);
  EXPECT_LE(*resend_after({}, facts, 0.99), milliseconds(300'250));
}

TEST(retry, only_429_and_503_with_a_time_speak_for_the_whole_account) {
  AttemptFacts facts = answered(429, false);
  EXPECT_FALSE(account_pause({}, facts));
  facts.retry_after = milliseconds(3000);
  EXPECT_EQ(account_pause({}, facts), milliseconds(3000));
  facts.status = 500;
  EXPECT_FALSE(account_pause({}, facts));
}

}  // namespace
}  // namespace ingot::transfer
