// Retry: whether the host sends an HTTP action again, and when. Pure arithmetic; the plugin owns all meaning beyond
// this (architecture.md, "Who retries").
#pragma once

#include <chrono>
#include <optional>

#include "host/net/http.hpp"

namespace ingot::transfer {

struct RetryPolicy {
  unsigned retries = 6;  // resends after the first attempt
  std::chrono::milliseconds backoff_first{1000}, backoff_longest{300'000};
  // A longer Retry-After is not believed: a mistyped epoch must not park a run for years.
  std::chrono::milliseconds longest_retry_after{300'000};
};

struct AttemptFacts {
  bool is_idempotent = false;
  unsigned attempts = 1;  // made so far, this one included
  net::Delivery delivery = net::Delivery::response;
  ErrorKind reason = ErrorKind::internal;  // of a delivery without a response
  int status = 0;
  std::optional<std::chrono::milliseconds> retry_after;  // parsed from the answer
};

// How long to wait before the action is sent again; nothing = deliver the outcome to the plugin.
// `jitter` is uniform in [0,1): full jitter, so that workers that failed together do not return together.
std::optional<std::chrono::milliseconds> resend_after(const RetryPolicy& policy,
                                                      const AttemptFacts& facts, double jitter);

// 429 and 503 speak for the whole account: how long everyone should hold back; nothing = go on.
std::optional<std::chrono::milliseconds> account_pause(const RetryPolicy& policy,
                                                       const AttemptFacts& facts);

}  // namespace ingot::transfer
