// Request: one HTTP request the host is asked to make; nothing is sent before it is awaited.
// Request and all it is made of have constructors on purpose: g++ 12 miscompiles braced temporaries
// of aggregate types inside a co_await operand (they are destroyed twice). For the same reason
// nothing takes an initializer_list: add() and the setters are called once per element. Thread
// rule: value.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <ingot/text.hpp>

namespace ingot::inline sdk_v1 {

/// What a Request has been told so far; for the layer and for tests of request builders.
struct RequestFields {
  RequestFields(std::string m, Text u) : method(std::move(m)), url(std::move(u)) {}
  std::string method;
  Text url;
  std::vector<std::pair<std::string, Text>> headers;
  Text body;
  std::uint16_t flags = 0;  // INGOT_F_*
  std::uint64_t tag = 0;    // 0: the layer chooses an id
  std::string auth, rate;
  std::vector<std::pair<std::string, std::string>> captures;  // where, name
  std::uint32_t timeout_ms = 0, max_response = 0, priority = 0;
  std::vector<std::uint32_t> items;
};

class Request {
 public:
  /// Ids from here up are the layer's own; a tag lies below.
  static constexpr std::uint64_t kFirstLayerId = std::uint64_t{1} << 63;

  Request(std::string method, Text url) : fields_(std::move(method), std::move(url)) {}

  Request& header(std::string name, Text value) & {
    fields_.headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
  Request& body(Text bytes) & {
    fields_.body = std::move(bytes);
    return *this;
  }
  /// The host may send it again: lost connection, 408, 425, 429, 5xx. Never for a call that
  /// creates.
  Request& idempotent() & { return flag(INGOT_F_IDEMPOTENT); }
  /// Pre-signed: the host adds Host and Content-Length, nothing else, and leaves the URL's bytes
  /// alone.
  Request& exact_headers() & { return flag(INGOT_F_EXACT_HEADERS); }
  /// Bodies are never stored or logged; after a restart the answer has its status and headers only.
  Request& sensitive() & { return flag(INGOT_F_SENSITIVE); }
  /// The answer is kept and found by Batch::prior(tag) after a restart. Implied without
  /// idempotent().
  Request& journal() & { return flag(INGOT_F_JOURNAL); }
  /// The answer's ETag is the MD5 of the body; a mismatch is tried again, then Outcome::mismatch.
  Request& verify_etag() & { return flag(INGOT_F_VERIFY_ETAG); }
  /// How many of these there are is the vendor's to say: polls, pages of a list. Counted apart.
  Request& poll() & { return flag(INGOT_F_POLL); }
  /// An id of your own, so that prior(tag) finds the answer in a later life. 1..2^63-1, unique
  /// while outstanding. Throws std::invalid_argument outside the range.
  Request& tag(std::uint64_t id) & {
    if (id == 0 || id >= kFirstLayerId) throw std::invalid_argument("a tag is 1..2^63-1");
    fields_.tag = id;
    return *this;
  }
  /// The manifest credential that must be logged in before this is sent, and is renewed once on a
  /// 401.
  Request& auth(std::string credential) & {
    fields_.auth = std::move(credential);
    return *this;
  }
  /// The manifest rate this counts against, e.g. "write"; unset = only the account's own limit.
  Request& rate(std::string name) & {
    fields_.rate = std::move(name);
    return *this;
  }
  /// The value at `where` ("/json/pointer" of the body or "h:Header-Name") becomes the secret
  /// `name` and reads "${s:NAME}" in the reply. A pointer that is not there captures nothing.
  Request& capture(std::string where, std::string name) & {
    fields_.captures.emplace_back(std::move(where), std::move(name));
    return *this;
  }
  /// Longest wait for the answer after the last byte was sent; unset = host default.
  Request& timeout(std::chrono::milliseconds limit) & {
    const std::int64_t most = UINT32_MAX;
    fields_.timeout_ms =
        static_cast<std::uint32_t>(std::clamp<std::int64_t>(limit.count(), 1, most));
    return *this;
  }
  /// Longest answer body accepted; unset = 1 MiB.
  Request& max_response(std::uint32_t bytes) & {
    fields_.max_response = bytes;
    return *this;
  }
  /// An item this request is about, for the report and for limits. Repeat for several.
  Request& for_item(ItemRef item) & {
    auto& items = fields_.items;
    if (std::find(items.begin(), items.end(), item.idx()) == items.end())
      items.push_back(item.idx());
    return *this;
  }
  /// Higher goes first among queued requests; 0 is usual.
  Request& priority(std::uint32_t level) & {
    fields_.priority = level;
    return *this;
  }

  Request&& header(std::string name, Text value) && {
    return std::move(header(std::move(name), std::move(value)));
  }
  Request&& body(Text bytes) && { return std::move(body(std::move(bytes))); }
  Request&& idempotent() && { return std::move(idempotent()); }
  Request&& exact_headers() && { return std::move(exact_headers()); }
  Request&& sensitive() && { return std::move(sensitive()); }
  Request&& journal() && { return std::move(journal()); }
  Request&& verify_etag() && { return std::move(verify_etag()); }
  Request&& poll() && { return std::move(poll()); }
  Request&& tag(std::uint64_t id) && { return std::move(tag(id)); }
  Request&& auth(std::string credential) && { return std::move(auth(std::move(credential))); }
  Request&& rate(std::string name) && { return std::move(rate(std::move(name))); }
  Request&& capture(std::string where, std::string name) && {
    return std::move(capture(std::move(where), std::move(name)));
  }
  Request&& timeout(std::chrono::milliseconds limit) && { return std::move(timeout(limit)); }
  Request&& max_response(std::uint32_t bytes) && { return std::move(max_response(bytes)); }
  Request&& for_item(ItemRef item) && { return std::move(for_item(item)); }
  Request&& priority(std::uint32_t level) && { return std::move(priority(level)); }

  const RequestFields& fields() const { return fields_; }

 private:
  Request& flag(std::uint16_t bit) {
    fields_.flags = static_cast<std::uint16_t>(fields_.flags | bit);
    return *this;
  }

  RequestFields fields_;
};

}  // namespace ingot::inline sdk_v1
