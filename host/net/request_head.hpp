// The first lines of a request, checked and laid out. Pure. The only place that decides which
// headers the host adds: Host, Content-Length and, unless the request is exact, User-Agent.
#pragma once

#include <string>

#include "host/base/result.hpp"
#include "host/net/http.hpp"
#include "host/net/proxy.hpp"
#include "host/net/url.hpp"

namespace ingot::net {

// invalid when a name or value could smuggle a line, when a header is the host's business
// (Transfer-Encoding, Expect, Connection, …) or contradicts what is sent (Host, Content-Length).
// `proxy` is set for plain requests that go through one: then the whole URL stands in the request
// line (RFC 9112 3.2.2). Messages never hold a value.
Result<std::string> request_head(const Request& request, const Url& url, const Proxy* proxy,
                                 const std::string& user_agent);

// The head that asks `proxy` for a tunnel to the origin of `url`.
std::string connect_head(const Url& url, const Proxy& proxy, const std::string& user_agent);

}  // namespace ingot::net
