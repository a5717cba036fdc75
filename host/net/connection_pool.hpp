// ConnectionPool: idle connections per route, newest first, and the counts of what was opened and
// reused. Decides whether a connection may serve again; opens none itself. Internally locked.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "host/net/client.hpp"
#include "host/net/connection.hpp"

namespace ingot::net {

class ConnectionPool {
 public:
  ConnectionPool(std::size_t max_idle_per_origin, std::chrono::nanoseconds idle_timeout);

  // An idle connection that looks alive, counted as reused; or null, counted as nothing.
  std::unique_ptr<Connection> take(const std::string& key, Reuse reuse,
                                   std::chrono::nanoseconds now);
  void count_opened(const std::string& key);
  // Keeps the connection for later, or closes the one that has been idle longest when there are too
  // many.
  void park(const std::string& key, std::unique_ptr<Connection> connection,
            std::chrono::nanoseconds now);
  std::vector<OriginStats> stats() const;

 private:
  struct Shelf {
    std::vector<std::unique_ptr<Connection>> idle;  // longest idle first
    std::uint64_t opened = 0;
    std::uint64_t reused = 0;
  };
  using Closing = std::vector<std::unique_ptr<Connection>>;

  // Moves out everything that has been idle too long, at most once a second: closing happens
  // outside the lock.
  void sweep(std::chrono::nanoseconds now, Closing& closing);

  const std::size_t max_idle_;
  const std::chrono::nanoseconds idle_timeout_;
  mutable std::mutex mutex_;
  std::map<std::string, Shelf> shelves_;    // guarded by mutex_
  std::chrono::nanoseconds next_sweep_{0};  // guarded by mutex_
};

}  // namespace ingot::net
