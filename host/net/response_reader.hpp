// ResponseReader: takes one whole answer off a connection, interim answers skipped. Blocking; says
// exactly how far it came. Used by one thread for one exchange.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "host/net/connection.hpp"
#include "host/net/http.hpp"
#include "host/net/response_head.hpp"

namespace ingot::net {

struct ReadLimits {
  std::chrono::nanoseconds first_byte;  // longest wait for the answer to begin
  std::chrono::nanoseconds stall;       // longest wait between two of its bytes
  std::size_t max_body = 0;
};

class ResponseReader {
 public:
  enum class End { whole, too_large, broken };

  ResponseReader(Connection& connection, std::string_view request_method, ReadLimits limits);

  // Reads the head and the body. With `broken` see problem().
  End read();
  // Reads the head only: what CONNECT needs, whose answer is followed by somebody else's bytes.
  End read_head();

  const ResponseHead& head() const { return head_; }
  Response take_response();
  // Whether the connection can carry another request.
  Afterwards afterwards() const { return framing_.afterwards; }
  // "the server closed the connection before answering", "malformed answer: …"
  const std::string& problem() const { return problem_; }
  // By the connection's clock; nothing when no byte of an answer came.
  std::optional<std::chrono::nanoseconds> first_byte_at() const { return first_byte_at_; }

 private:
  End read_one_head();
  End read_body();
  End read_length();
  End read_chunks();
  End read_chunk(std::uint64_t length);
  End read_to_close();
  // Moves up to `wanted` bytes from the inbox to the body; too_large when the body may not grow
  // that far.
  End keep(std::uint64_t wanted);
  End broken(const Step& step, std::string_view while_reading);

  Connection& connection_;
  const std::string method_;
  const ReadLimits limits_;
  ResponseHead head_;
  Framing framing_{BodyEnd::none, 0, Afterwards::close};
  Response response_;
  std::string problem_;
  std::optional<std::chrono::nanoseconds> first_byte_at_;
};

}  // namespace ingot::net
