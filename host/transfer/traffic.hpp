// Traffic: what has gone over the wire so far, for progress, reports and the decision that a vendor is out of reach.
// A value.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace ingot::transfer {

struct Traffic {
  std::uint64_t requests = 0;      // attempts that were started
  std::uint64_t resends = 0;
  std::uint64_t polls = 0;         // of the first attempts, those whose number is the vendor's to say
  std::uint64_t parts = 0;         // actions with bytes of items that were answered well
  std::uint64_t twins = 0;         // attempts beside one that took too long
  std::uint64_t throttled = 0;     // answers 429 or 503
  std::uint64_t bytes_sent = 0;    // of items, counting resends
  std::uint64_t bytes_acked = 0;   // of items, each once
  std::uint64_t mismatches = 0;    // an ETag that was not the MD5 sent
  unsigned strikes = 0;            // actions in a row that used up their retries without reaching the vendor
  std::string last_strike;         // why, scrubbed by whoever shows it
  std::chrono::nanoseconds held_until{0};  // the account asked for quiet until then
};

}  // namespace ingot::transfer
