// One client's connection from accept to close: reads requests, asks the service, carries the
// replies as their dispositions say. Not public. Lives on one thread; cut() may be called from any.
#pragma once

#include <cstdint>

#include <ingot/lab/service.hpp>

#include "http_head.hpp"
#include "stop_signal.hpp"
#include "wire.hpp"

namespace ingot::lab {

struct ConnectionLimits {
  std::int64_t idle_timeout_ms = 0;
  std::int64_t latency_ms = 0;
};

class Connection {
 public:
  // `service` and `stop` must outlive the connection.
  Connection(const Poco::Net::StreamSocket& socket, Service& service, StopSignal& stop,
             ConnectionLimits limits);

  // Serves until the connection ends.
  void run();
  void cut() { wire_.cut(); }

 private:
  enum class Next : std::uint8_t { kKeepAlive, kClose };

  Next serve_one();
  Next serve(HttpHead& head);
  Next carry(const Reply& reply, const HttpHead& head);
  Next refuse(int status, const std::string& why);

  Wire wire_;
  Service& service_;
  StopSignal& stop_;
  const ConnectionLimits limits_;
};

}  // namespace ingot::lab
