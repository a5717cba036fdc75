// Dialer: turns a route into a connection that is ready for a request: name lookup, connect, proxy,
// TLS. Sends no byte of any request. Thread-safe; must outlive its dials.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "host/base/clock.hpp"
#include "host/base/result.hpp"
#include "host/net/connection.hpp"
#include "host/net/poco_resolver.hpp"
#include "host/net/poco_tls.hpp"
#include "host/net/proxy.hpp"
#include "host/net/url.hpp"

namespace ingot::net {

struct Route {
  Url url;
  std::optional<Proxy> proxy;

  // What connections are shared by: scheme, host, port and proxy.
  std::string key() const;
  bool is_tls() const { return url.scheme == Scheme::https; }
};

class Dialer {
 public:
  // `ca_file` and `decorate` as in ClientOptions. `clock` must outlive the dialer.
  Dialer(std::filesystem::path ca_file, std::string user_agent, WireDecorator decorate,
         const Clock& clock);

  // Whom TLS connections trust. Loaded by the first call, since the system's store takes tens of
  // milliseconds that a run over plain connections need not spend; a failure is kept, and ends
  // every dial that needs TLS.
  const Result<std::shared_ptr<const TlsSettings>>& trust();

  // Everything within `longest`. Errors: see Answer::error for not_sent; cancelled after a stop.
  // Messages start with the place: "connect to https://host:443: …".
  Result<std::unique_ptr<Connection>> dial(const Route& route, std::chrono::nanoseconds longest,
                                           const std::stop_token& stop);

 private:
  std::unique_ptr<Connection> connection_over(std::unique_ptr<Wire> wire, Security security) const;

  const std::filesystem::path ca_file_;
  std::once_flag trust_loaded_;
  std::optional<Result<std::shared_ptr<const TlsSettings>>> trust_;  // co-owned by the wires
  const std::string user_agent_;
  const WireDecorator decorate_;
  const Clock& clock_;
  Resolver resolver_;
};

}  // namespace ingot::net
