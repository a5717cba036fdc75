// Reply: how a request ended. Only Outcome::response has a status; every other outcome says why in
// detail. Not a judgement: what a status means for an item is the plugin's business. Thread rule:
// value.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ingot/plugin.h>

namespace ingot::inline sdk_v1 {

enum class Outcome : std::uint32_t {
  response = INGOT_OUT_RESPONSE,    // an HTTP answer, whatever its status
  not_sent = INGOT_OUT_NOT_SENT,    // certain: nothing reached the server
  unknown = INGOT_OUT_UNKNOWN,      // sent, no answer: it may have been processed
  cancelled = INGOT_OUT_CANCELLED,  // abandoned or the run stops; like unknown if not idempotent
  source_changed = INGOT_OUT_SOURCE_CHANGED,
  denied = INGOT_OUT_DENIED,        // refused by the host's policy or by a failed login
  too_large = INGOT_OUT_TOO_LARGE,  // the answer was longer than max_response
  mismatch = INGOT_OUT_MISMATCH     // the ETag never became the MD5 of what was sent
};

struct Reply {
  Reply() = default;  // declared so that Reply is no aggregate, see request.hpp

  Outcome outcome = Outcome::cancelled;
  std::uint32_t status = 0;
  std::uint32_t attempts = 0;                                // 0: the request was never tried
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;
  std::uint64_t body_total = 0;  // bytes the server sent; more than body.size() if it was cut
  std::string detail;            // for people

  /// An HTTP answer with a 2xx status.
  bool ok() const { return outcome == Outcome::response && status >= 200 && status < 300; }
  bool is(std::uint32_t wanted) const { return outcome == Outcome::response && status == wanted; }

  /// The first header of that name, in any case; valid as long as the reply.
  std::optional<std::string_view> header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
      if (same_name(key, name)) return std::string_view(value);
    }
    return std::nullopt;
  }

 private:
  static char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
  static bool same_name(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
  }
};

/// How a digest of a range of an item ended: response, cancelled or source_changed.
struct DigestReply {
  DigestReply() = default;

  Outcome outcome = Outcome::cancelled;
  std::string hex;  // lower case; empty unless ok()

  bool ok() const { return outcome == Outcome::response; }
};

}  // namespace ingot::inline sdk_v1
