#include "host/net/connection_pool.hpp"

#include <algorithm>
#include <utility>

namespace ingot::net {
namespace {

// No server in use closes a connection that was busy a second ago, so the check below cannot be
// overtaken by a close that is already under way.
constexpr std::chrono::seconds kFresh{1};
constexpr std::chrono::seconds kSweepEvery{1};

}  // namespace

ConnectionPool::ConnectionPool(std::size_t max_idle_per_origin,
                               std::chrono::nanoseconds idle_timeout)
    : max_idle_(max_idle_per_origin), idle_timeout_(idle_timeout) {}

std::unique_ptr<Connection> ConnectionPool::take(const std::string& key, Reuse reuse,
                                                 std::chrono::nanoseconds now) {
  const auto longest_idle = reuse == Reuse::any
                                ? idle_timeout_
                                : std::min<std::chrono::nanoseconds>(idle_timeout_, kFresh);
  while (true) {
    std::unique_ptr<Connection> candidate;
    {
      std::lock_guard lock(mutex_);
      auto& idle = shelves_[key].idle;
      // The newest is too old for the wish: so are the others, but somebody else may still want
      // them.
      if (idle.empty() || now - idle.back()->parked_at >= longest_idle) return nullptr;
      candidate = std::move(idle.back());
      idle.pop_back();
    }
    if (!candidate->looks_alive()) continue;
    std::lock_guard lock(mutex_);
    ++shelves_[key].reused;
    return candidate;
  }
}

void ConnectionPool::count_opened(const std::string& key) {
  std::lock_guard lock(mutex_);
  ++shelves_[key].opened;
}

void ConnectionPool::park(const std::string& key, std::unique_ptr<Connection> connection,
                          std::chrono::nanoseconds now) {
  connection->rest();
  connection->parked_at = now;
  Closing closing;  // before the lock: closed after it is released
  std::lock_guard lock(mutex_);
  auto& idle = shelves_[key].idle;
  idle.push_back(std::move(connection));
  if (idle.size() > max_idle_) {
    closing.push_back(std::move(idle.front()));
    idle.erase(idle.begin());
  }
  sweep(now, closing);
}

void ConnectionPool::sweep(std::chrono::nanoseconds now, Closing& closing) {
  if (now < next_sweep_) return;
  next_sweep_ = now + kSweepEvery;
  for (auto& [key, shelf] : shelves_) {
    auto& idle = shelf.idle;
    auto first_young = idle.begin();
    while (first_young != idle.end() && now - (*first_young)->parked_at >= idle_timeout_) {
      closing.push_back(std::move(*first_young));
      ++first_young;
    }
    idle.erase(idle.begin(), first_young);
  }
}

std::vector<OriginStats> ConnectionPool::stats() const {
  std::vector<OriginStats> all;
  std::lock_guard lock(mutex_);
  for (const auto& [key, shelf] : shelves_) {
    all.push_back({key, shelf.opened, shelf.reused, shelf.idle.size()});
  }
  return all;
}

}  // namespace ingot::net
