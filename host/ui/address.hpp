// Address: where the page's server listens, as typed after --ui. Loopback only: whoever wants to look from elsewhere has
// ssh -L, and the page is spared TLS and accounts. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "host/base/result.hpp"

namespace ingot::ui {

struct Address {
  std::string host;  // as it stands in a URL: "127.0.0.1", "[::1]", "localhost"
  std::uint16_t port = 0;  // 0 = the system's choice

  std::string text() const { return host + ":" + std::to_string(port); }
};

// "127.0.0.1:8080", "localhost:0", "[::1]:8080". invalid: anything else, with what is wrong about it.
Result<Address> parse_address(std::string_view text);

}  // namespace ingot::ui
