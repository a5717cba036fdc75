// Puts a Service on a socket of 127.0.0.1: HTTP/1.1 with keep-alive, streamed request bodies, and
// exact obedience to a reply's disposition (delays, connections cut at a given point). It is a test
// server: it speaks no HTTP/2, decodes no chunked bodies and serves nobody but this machine.
// Lifecycle: construct (binds), start(service), stop() or the destructor (closes everything,
// joins). Threads: one per connection, at most ServerOptions::max_connections; the public functions
// belong to the owner's thread. Starting makes the process ignore SIGPIPE.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <ingot/lab/expected.hpp>
#include <ingot/lab/service.hpp>
#include <ingot/lab/tls_identity.hpp>

namespace ingot::lab {

struct ServerOptions {
  std::uint16_t port = 0;                 // 0: the system chooses
  std::optional<TlsIdentity> tls = {};    // absent: plain HTTP
  int max_connections = 256;              // further ones wait to be accepted
  std::int64_t idle_timeout_ms = 60'000;  // a connection that says nothing for so long is closed
  std::int64_t latency_ms = 0;  // every reply waits this long, as a distant vendor's would
};

class Server {
 public:
  // Binds and listens. The problem names the port: "listen on 127.0.0.1:8090: address in use".
  static Expected<std::unique_ptr<Server>> open(ServerOptions options);
  ~Server();

  std::uint16_t port() const;
  // "http://127.0.0.1:40123", or https.
  std::string origin() const;
  // Serves until stop(). `service` must outlive the server. Call once.
  void start(Service& service);
  // Cuts every connection and joins all threads. May be repeated. Waits for handle() calls that are
  // already running, but not for delays.
  void stop();

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace ingot::lab
