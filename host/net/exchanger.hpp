// Exchanger: the one name under which the host reaches HTTP. Client is the real one; tests and
// decorators (rate limit, trace, faults) are others. Implementations are thread-safe.
#pragma once

#include <stop_token>

#include "host/net/body.hpp"
#include "host/net/http.hpp"

namespace ingot::net {

class Exchanger {
 public:
  virtual ~Exchanger() = default;
  // Sends one request and blocks for its answer; ends within 1 s of a stop. `body` may be null when
  // request.body_size is 0. Never repeats a request and never follows a redirect.
  virtual Answer exchange(const Request& request, BodySource* body, std::stop_token stop) = 0;
};

}  // namespace ingot::net
