// HTTP as the host sees it: one request, and everything that can have become of it. Plain data, no
// sockets, no third-party types. Values: no thread rule.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/error.hpp"

namespace ingot::net {

struct Header {
  std::string name;
  std::string value;
};

// Whether a connection that has served before may carry the request.
enum class Reuse {
  any,  // an idle connection that looks alive is fine; the request may be repeated if it was not
  fresh_only,  // not repeatable: a new connection, or one that served less than a second ago and
               // looks alive
};

struct Request {
  std::string method = "GET";
  // Sent byte for byte, never re-encoded. Its authority bytes become the Host header.
  std::string url;
  // Neither Host nor Content-Length is needed; if given they must say what would be sent anyway.
  std::vector<Header> headers;
  // What Content-Length says; must equal the body's own size.
  std::uint64_t body_size = 0;
  // Name lookup, connect, proxy and TLS handshake together.
  std::chrono::milliseconds connect_timeout{10'000};
  // Longest time without a byte moving while the body is sent or the answer is received.
  std::chrono::milliseconds stall_timeout{30'000};
  // From the last byte sent to the first byte of the answer.
  std::chrono::milliseconds reply_timeout{60'000};
  // Longest answer body kept; a longer one is Delivery::too_large.
  std::size_t max_response = 1 << 20;
  Reuse reuse = Reuse::any;
  // Nothing beyond Host, Content-Length and `headers` is sent (pre-signed requests).
  bool exact_headers = false;
};

struct Response {
  int status = 0;
  std::vector<Header> headers;  // names in lower case, in the order received, repeats kept
  std::string body;             // at most max_response bytes
  // Bytes of the whole body: more than body.size() only when the answer was too large (then as
  // announced, or as far as it was read).
  std::uint64_t body_total = 0;

  // The first header called `lower_case_name`.
  std::optional<std::string_view> header(std::string_view lower_case_name) const {
    for (const Header& each : headers) {
      if (each.name == lower_case_name) return each.value;
    }
    return std::nullopt;
  }
};

// What is certain about the request after an exchange. Only `response` and `too_large` have a
// Response.
enum class Delivery {
  response,   // answered, whatever the status, also when the answer came before the whole body was
              // sent
  not_sent,   // no byte of the request has left: repeating cannot do it twice
  unknown,    // at least one byte has left and there is no whole answer: it may or may not have
              // happened
  too_large,  // answered; the body is cut at max_response
  cancelled,  // stopped; it may have happened if timing.bytes_sent > 0
  source_failed,  // the body's source failed or gave the wrong number of bytes: never a complete
                  // request
};
std::string_view to_string(Delivery delivery);

struct Timing {
  std::chrono::microseconds connect{0};  // until a connection was ready; about 0 when reused
  std::chrono::microseconds first_byte{
      0};  // since the start of the exchange; 0 when nothing was received
  std::chrono::microseconds total{0};
  std::uint64_t bytes_sent =
      0;  // head and body, without TLS framing; 0 exactly when nothing has left
};

struct Answer {
  Delivery delivery = Delivery::not_sent;
  Response response;
  // Why, for every delivery but `response`. With not_sent: retryable (refused, timed out, reset,
  // busy machine), unavailable (no such host, bad certificate, proxy says no: repeating will not
  // help soon), auth (proxy wants credentials) or invalid (the request or the options are wrong).
  // With unknown: unknown_outcome. With cancelled: cancelled. With too_large: invalid. With
  // source_failed: the source's own kind. Never holds more of the URL than scheme, host and port.
  Error error;
  Timing timing;
  bool reused = false;  // it went over a connection that had served before
};

}  // namespace ingot::net
