// SharedLink: the bottleneck that all connections of a measurement share, and the wires that go through it. Bytes go
// over the machine's loopback at once; what the link would have taken is waited for here, before the wire is used
// again: sending at the link's rate and the connection's window (TcpFlow), an answer one round trip after the request,
// a new connection one round trip, under TLS 1.3 two. Only the direction that uploads has a rate; the queue at the
// bottleneck never overflows; answers are not lost. A wait ends at once when the socket is shut down.
//
// The link is internally locked and must outlive its wires. A wire belongs to one thread at a time.
#pragma once

#include <functional>
#include <memory>
#include <mutex>

#include "host/base/clock.hpp"
#include "host/bench/tcp_flow.hpp"
#include "host/net/wire.hpp"

namespace ingot::bench {

class SharedLink {
 public:
  // Waits for `longest`, less when something happens to the connection of the socket.
  using Wait = std::function<void(int fd, Time longest)>;

  // The clock's time passes in `wait`. Equal seeds lose the same segments of the n-th connection.
  SharedLink(LinkShape shape, std::uint64_t seed, const Clock& clock, Wait wait);

  // For ClientOptions::decorate.
  std::unique_ptr<net::Wire> shape(std::unique_ptr<net::Wire> wire, net::Security security);

  std::uint64_t lost_segments() const;

  // For its wires. When the last of `bytes` that are ready at `now` has left.
  Time reserve(Time now, std::uint64_t bytes);
  void count_lost(std::uint64_t segments);
  const LinkShape& shape() const { return shape_; }
  const Clock& clock() const { return clock_; }
  void wait(int fd, Time longest) const { wait_(fd, longest); }

 private:
  const LinkShape shape_;
  const std::uint64_t seed_;
  const Clock& clock_;
  const Wait wait_;
  mutable std::mutex mutex_;
  Time free_{0};                 // guarded by mutex_
  std::uint64_t opened_ = 0;     // guarded by mutex_
  std::uint64_t lost_ = 0;       // guarded by mutex_
};

// With poll(2); finer than a millisecond.
void wait_on_socket(int fd, Time longest);

}  // namespace ingot::bench
