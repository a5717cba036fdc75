// The pool in simulated time: how long a connection may idle, for whom, and how many are kept.
#include "host/net/connection_pool.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <memory>

#include "host/base/clock.hpp"
#include "host/net/connection.hpp"

namespace ingot::net {
namespace {

using namespace std::chrono_literals;

// A wire on which nothing ever happens; counts itself.
class QuietWire final : public Wire {
 public:
  explicit QuietWire(int& alive) : alive_(alive) { ++alive_; }
  ~QuietWire() override { --alive_; }
  int fd() const override { return -1; }
  Io read(std::span<std::byte>) override { return Io::of(Io::Kind::want_read); }
  Io write(std::span<const std::byte> bytes, Follow) override { return Io::moved(bytes.size()); }
  Io send_file(int, std::uint64_t, std::uint64_t) override { return Io::of(Io::Kind::file_ended); }
  Io flush() override { return Io::moved(0); }
  std::uint64_t bytes_out() const override { return 0; }
  void rest() override {}

 private:
  int& alive_;
};

class ConnectionPoolTest : public ::testing::Test {
 protected:
  void park(ConnectionPool& pool, const std::string& key, std::chrono::nanoseconds now) {
    pool.park(key, std::make_unique<Connection>(std::make_unique<QuietWire>(alive_), clock_), now);
  }

  ManualClock clock_;
  int alive_ = 0;
};

TEST_F(ConnectionPoolTest, gives_an_idle_connection_back_until_its_time_is_over) {
  for (const auto& [idle, is_given] :
       {std::pair(0s, true), {14s, true}, {15s, false}, {99s, false}}) {
    ConnectionPool pool(4, 15s);
    park(pool, "a", 100s);
    EXPECT_EQ(pool.take("a", Reuse::any, 100s + idle) != nullptr, is_given) << idle.count();
  }
}

TEST_F(ConnectionPoolTest, gives_what_must_not_be_repeated_only_a_connection_just_used) {
  for (const auto& [idle, is_given] : {std::pair(0ms, true), {999ms, true}, {1000ms, false}}) {
    ConnectionPool pool(4, 15s);
    park(pool, "a", 100s);
    EXPECT_EQ(pool.take("a", Reuse::fresh_only, 100s + idle) != nullptr, is_given) << idle.count();
    EXPECT_EQ(pool.take("a", Reuse::any, 100s + idle) != nullptr, !is_given)
        << "still there for others";
  }
}

TEST_F(ConnectionPoolTest, keeps_routes_apart) {
  ConnectionPool pool(4, 15s);
  park(pool, "a", 100s);
  EXPECT_EQ(pool.take("b", Reuse::any, 100s), nullptr);
  EXPECT_NE(pool.take("a", Reuse::any, 100s), nullptr);
}

TEST_F(ConnectionPoolTest, closes_the_one_idle_longest_when_there_are_too_many) {
  ConnectionPool pool(2, 15s);
  for (const auto now : {100s, 101s, 102s}) park(pool, "a", now);
  EXPECT_EQ(alive_, 2);
  EXPECT_EQ(pool.stats()[0].idle, 2u);
  EXPECT_EQ(pool.take("a", Reuse::any, 102s)->parked_at, 102s);
  EXPECT_EQ(pool.take("a", Reuse::any, 102s)->parked_at, 101s);
}

TEST_F(ConnectionPoolTest, closes_forgotten_connections_of_other_routes) {
  ConnectionPool pool(4, 15s);
  park(pool, "never used again", 100s);
  park(pool, "a", 114s);
  EXPECT_EQ(alive_, 2);
  park(pool, "a", 115s);
  EXPECT_EQ(alive_, 2) << "the forgotten one went when the third came";
}

}  // namespace
}  // namespace ingot::net
