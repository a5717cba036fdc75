// ProxySettings: which proxy, if any, stands between us and an origin. The values are those of the
// usual environment variables, read by the caller; this never looks at the environment. Pure
// functions, no thread rule.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "host/base/result.hpp"
#include "host/net/url.hpp"

namespace ingot::net {

struct ProxySettings {
  std::string http_proxy;   // for http:// origins: "http://user:password@host:3128", scheme
                            // optional; empty: none
  std::string https_proxy;  // for https:// origins, reached with CONNECT
  std::string no_proxy;     // comma-separated: "*", host, .domain, host:port, address, network/bits
};

struct Proxy {
  std::string host;
  std::uint16_t port = 0;
  std::string authorization;  // whole value of Proxy-Authorization, or empty; a secret
};

// The proxy for `origin`; nothing when it is reached directly. localhost and loopback addresses are
// always direct. invalid when the setting is not an http:// proxy URL (the error never holds its
// password).
Result<std::optional<Proxy>> proxy_for(const ProxySettings& settings, const Url& origin);

}  // namespace ingot::net
