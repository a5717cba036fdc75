// Verdict: what an answer of a vendor's API (not of its object store) means for the one who asked. Says
// nothing about items: the same verdict ends one, is repeated for another, is probed for a third.
// Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include <ingot/batch.hpp>

namespace ingot::kit {

enum class Verdict {
  ok,         // 2xx
  busy,       // 425, 429, 503, or a gateway's page: certainly not processed, ask later
  not_sent,   // certainly not processed, nobody was reached
  lost,       // may have been processed: 408, 5xx, no answer, an unreadable one
  invalid,    // 400, 409, 413, 422 and the like: asking again gives the same
  gone,       // 404, 410
  auth,       // 401 although the host renewed the login, or the login failed
  forbidden,  // 403 of the vendor itself: this user may not
  source_changed,
  cancelled
};

struct Judgement {
  Judgement() = default;  // declared so that it is no aggregate, see ingot/request.hpp

  Verdict verdict = Verdict::lost;
  std::string why;                     // "HTTP 400: the path is too long"; empty when ok
  std::chrono::milliseconds pause{0};  // Retry-After, capped; 0 = not told
};

Judgement judge(const Reply& reply, std::int64_t now_ms);

// An unreadable answer to something that was processed.
Judgement unreadable(const std::string& problem);

// How long to wait before try number `tries` (from 1) of something the host does not resend:
// doubling from one second, at most half a minute, or what the vendor asked for.
std::chrono::milliseconds pause_before(unsigned tries, const Judgement& judgement);

// How an item ends.
struct Ending {
  Ending() = default;
  Ending(End e, std::string c, std::string m) : end(e), code(std::move(c)), message(std::move(m)) {}
  End end = End::retryable;
  std::string code, message;
  std::chrono::milliseconds after{0};
};

// The ending of an item that a judgement other than ok stops for good; `what` was being done.
Ending ending_of(const Judgement& judgement, const std::string& what);
// `remote_id`, `meta`: see Batch::retry.
void end_item(Batch& batch, const Item& item, const Ending& ending, const std::string& remote_id,
              const std::string& meta = {});

}  // namespace ingot::kit
