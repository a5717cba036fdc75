// Client: HTTP/1.1 over plain and TLS connections that are kept alive per origin. Knows no vendor,
// no retry and no credentials. Thread-safe: any number of threads may run exchanges; it must
// outlive them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "host/base/result.hpp"
#include "host/net/exchanger.hpp"
#include "host/net/proxy.hpp"
#include "host/net/wire.hpp"

namespace ingot::net {

struct ClientOptions {
  // PEM certificates that are trusted instead of the system's store; empty: the system's store.
  std::filesystem::path ca_file;
  ProxySettings proxy;
  std::size_t max_idle_per_origin = 64;
  // Below the 20 s after which common load balancers and object stores drop idle clients.
  std::chrono::milliseconds idle_timeout{15'000};
  // Sent unless the request is exact or has its own; empty: none.
  std::string user_agent;
  // Wraps every connection; empty: none is wrapped.
  WireDecorator decorate;
};

// Counters of one origin since the client was made.
struct OriginStats {
  std::string origin;  // "https://host:port", with " via http://proxy:port" when proxied
  std::uint64_t opened = 0;
  std::uint64_t reused = 0;
  std::size_t idle = 0;  // connections parked now
};

class Client final : public Exchanger {
 public:
  explicit Client(ClientOptions options);
  // Closes idle connections. May wait for a name lookup that the system has not finished.
  ~Client() override;

  // What is wrong with the options (unreadable CA file, bad proxy URL). Exchanges that need the
  // faulty option end as not_sent with the same error.
  Status usable() const;

  Answer exchange(const Request& request, BodySource* body, std::stop_token stop) override;

  // Sorted by origin.
  std::vector<OriginStats> stats() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace ingot::net
