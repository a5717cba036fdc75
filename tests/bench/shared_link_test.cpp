// Shaped wires in simulated time: waiting moves the clock, the wire below takes everything at once.
#include "host/bench/shared_link.hpp"

#include <gtest/gtest.h>

#include <deque>

#include "tests/bench/bench_support.hpp"

namespace ingot::bench {
namespace {

using namespace std::chrono_literals;
using net::Follow;
using net::Io;

class FineClock final : public Clock {
 public:
  std::int64_t wall_ms() const override { return now / 1ms; }
  Time monotonic() const override { return now; }
  bool wait(Time duration, const std::stop_token&) override { return now += duration, true; }
  Time now{1s};
};

// Takes what it is given, and has an answer when it was told to.
class OpenWire final : public net::Wire {
 public:
  explicit OpenWire(std::deque<Io>& answers) : answers_(answers) {}
  int fd() const override { return 77; }
  Io read(std::span<std::byte>) override {
    if (answers_.empty()) return Io::of(Io::Kind::want_read);
    Io io = answers_.front();
    answers_.pop_front();
    return io;
  }
  Io write(std::span<const std::byte> bytes, Follow) override { return took(bytes.size()); }
  Io send_file(int, std::uint64_t, std::uint64_t length) override { return took(length); }
  Io flush() override { return Io::moved(0); }
  std::uint64_t bytes_out() const override { return out_; }
  void rest() override {}

 private:
  Io took(std::uint64_t bytes) {
    out_ += bytes;
    return Io::moved(bytes);
  }
  std::deque<Io>& answers_;
  std::uint64_t out_ = 0;
};

struct World {
  explicit World(LinkShape shape) : link(std::move(shape), 1, clock, [this](int fd, Time longest) {
    EXPECT_EQ(fd, 77);
    clock.now += longest;
    ++waits;
  }) {}
  std::unique_ptr<net::Wire> wire(net::Security security = net::Security::plain) {
    return link.shape(std::make_unique<OpenWire>(answers), security);
  }
  double took(Time since) const { return std::chrono::duration<double>(clock.now - since).count(); }

  FineClock clock;
  std::deque<Io> answers;
  int waits = 0;
  SharedLink link;
};

void send(net::Wire& wire, std::uint64_t bytes) {
  while (bytes > 0) bytes -= wire.send_file(3, 0, bytes).bytes;
}

std::vector<std::byte> room(1024);

TEST(shared_link, an_unshaped_link_leaves_the_wire_alone) {
  World world(LinkShape{.name = "none"});
  auto wire = std::make_unique<OpenWire>(world.answers);
  const auto* before = wire.get();
  EXPECT_EQ(world.link.shape(std::move(wire), net::Security::plain).get(), before);
}

TEST(shared_link, bytes_take_as_long_as_the_rate_says) {
  World world(link_of(10e6, 0ms));
  const auto wire = world.wire();
  const Time start = world.clock.now;
  send(*wire, 10'000'000);
  wire->write(std::span(room).first(1), Follow::nothing);
  EXPECT_NEAR(world.took(start), 1.0, 0.01);
}

TEST(shared_link, connections_share_the_rate) {
  World world(link_of(10e6, 0ms));
  const auto one = world.wire(), other = world.wire();
  const Time start = world.clock.now;
  for (int i = 0; i < 100; ++i) {
    send(*one, 20'000);
    send(*other, 20'000);
  }
  EXPECT_NEAR(world.took(start), 0.4, 0.02);
}

TEST(shared_link, an_answer_comes_a_round_trip_after_the_request) {
  World world(link_of(125e6, 30ms));
  const auto wire = world.wire();
  send(*wire, 100);
  const Time sent = world.clock.now;
  EXPECT_EQ(wire->read(room).kind, Io::Kind::want_read);
  EXPECT_EQ(world.clock.now, sent);  // nobody waits for what is not there
  world.answers = {Io::moved(10), Io::moved(10)};
  EXPECT_EQ(wire->read(room).bytes, 10u);
  EXPECT_NEAR(world.took(sent), 0.030, 0.001);
  const Time answered = world.clock.now;
  wire->read(room);  // the rest of the same answer
  EXPECT_EQ(world.clock.now, answered);
}

TEST(shared_link, a_new_connection_costs_a_round_trip_and_tls_another) {
  for (const auto security : {net::Security::plain, net::Security::tls}) {
    World world(link_of(125e6, 40ms));
    const auto wire = world.wire(security);
    const Time opened = world.clock.now;
    send(*wire, 100);
    EXPECT_NEAR(world.took(opened), security == net::Security::tls ? 0.080 : 0.040, 0.001);
  }
}

TEST(shared_link, a_far_connection_is_held_to_its_window) {
  World world(link_of(1e9, 100ms));
  const auto wire = world.wire();
  const Time start = world.clock.now;
  // 15 first windows: four rounds, the first one free; and the connection's own round trip.
  send(*wire, static_cast<std::uint64_t>(15 * TcpFlow::kFirstWindow));
  wire->write(std::span(room).first(1), Follow::nothing);
  EXPECT_NEAR(world.took(start), 0.4, 0.03);
}

TEST(shared_link, one_call_takes_no_more_than_a_turn) {
  World world(link_of(10e6, 0ms));
  const auto wire = world.wire();
  EXPECT_LE(wire->send_file(3, 0, 100 * kMiB).bytes, 256u << 10);
  EXPECT_GE(wire->send_file(3, 0, 100 * kMiB).bytes, 16u << 10);
}

TEST(shared_link, time_that_was_spent_working_is_not_made_up_for) {
  World world(link_of(10e6, 0ms));
  const auto wire = world.wire();
  send(*wire, 1000);
  world.clock.now += 2s;
  const Time start = world.clock.now;
  send(*wire, 1'000'000);
  wire->write(std::span(room).first(1), Follow::nothing);
  EXPECT_NEAR(world.took(start), 0.1, 0.005);
}

TEST(shared_link, lost_segments_are_counted_when_the_connection_closes) {
  World world(link_of(1e9, 10ms, 0.02));
  auto wire = world.wire();
  send(*wire, 10'000 * TcpFlow::kSegment);
  EXPECT_EQ(world.link.lost_segments(), 0u);
  wire.reset();
  EXPECT_NEAR(static_cast<double>(world.link.lost_segments()), 200, 60);
}

}  // namespace
}  // namespace ingot::bench
