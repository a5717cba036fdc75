// The simulated link against what is known in closed form.
#include "tests/support/link_model.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ingot::test {
namespace {

using std::chrono::duration;
using std::chrono::milliseconds;
using std::chrono::seconds;

LinkShape quiet(double bits_per_second, milliseconds round_trip) {
  LinkShape shape;
  shape.bits_per_second = bits_per_second;
  shape.round_trip = round_trip;
  shape.server_time = seconds(0);
  shape.window_max = 1e9;
  return shape;
}

double send(LinkModel& link, std::uint64_t bytes) {
  const auto begun = link.now();
  link.start(1, bytes);
  std::vector<LinkModel::Done> done;
  while (done.empty()) done = link.advance(link.now() + seconds(1));
  return duration<double>(done[0].ended - begun).count();
}

TEST(link_model, an_empty_request_costs_its_handshakes_and_a_round_trip) {
  LinkModel link(quiet(1e9, milliseconds(100)), 1);
  EXPECT_NEAR(send(link, 0), 0.3, 1e-6);
  EXPECT_NEAR(send(link, 0), 0.1, 1e-6) << "the connection was kept";
}

TEST(link_model, a_long_body_takes_its_size_over_the_bandwidth) {
  LinkModel link(quiet(80e6, milliseconds(1)), 1);
  EXPECT_NEAR(send(link, 1'000'000'000), 100, 0.1);
  EXPECT_EQ(link.bytes_sent(), 1'000'000'000u);
}

TEST(link_model, the_window_doubles_every_round_trip) {
  LinkModel link(quiet(1e12, milliseconds(100)), 1);
  // 10, 20, 40 and 80 segments: the last of 150 leaves at the end of the fourth round.
  EXPECT_NEAR(send(link, 150 * 1448), 0.2 + 0.4 + 0.1, 1e-3);
}

TEST(link_model, requests_share_the_bandwidth_equally) {
  LinkModel link(quiet(80e6, milliseconds(1)), 1);
  for (std::uint64_t id = 1; id <= 4; ++id) link.start(id, 10'000'000);
  std::size_t done = 0;
  while (done < 4) done += link.advance(link.now() + seconds(1)).size();
  EXPECT_NEAR(duration<double>(link.now()).count(), 4, 0.1);
}

TEST(link_model, who_is_slowed_by_loss_leaves_the_rest_to_others) {
  LinkShape shape = quiet(1e9, milliseconds(100));
  shape.loss = 0.0001;
  const double one = std::sqrt(1.5) * 1448 / (0.1 * 0.01);
  LinkModel link(shape, 1);
  const double took = send(link, 100'000'000) - 0.4;
  EXPECT_GE(took, 100e6 / (1.31 * one));
  EXPECT_LE(took, 100e6 / (0.69 * one) + 1);
}

TEST(link_model, a_buffer_bounds_what_a_connection_has_under_way) {
  LinkShape shape = quiet(1e10, milliseconds(100));
  shape.window_max = 1 << 20;
  LinkModel link(shape, 1);
  EXPECT_NEAR(send(link, 1000u << 20), 100, 2);
}

TEST(link_model, requests_above_the_servers_number_are_refused_unsent) {
  LinkShape shape = quiet(1e9, milliseconds(10));
  shape.throttled_above = 2;
  LinkModel link(shape, 1);
  for (std::uint64_t id = 1; id <= 3; ++id) link.start(id, 1'000'000);
  std::vector<LinkModel::Done> done;
  while (link.in_flight() > 0) {
    for (const auto& one : link.advance(link.now() + seconds(1))) done.push_back(one);
  }
  ASSERT_EQ(done.size(), 3u);
  for (const auto& one : done) EXPECT_EQ(one.is_throttled, one.id == 3);
  EXPECT_EQ(link.bytes_sent(), 2'000'000u);
}

TEST(link_model, crowding_costs_everybody) {
  LinkShape shape = quiet(80e6, milliseconds(1));
  shape.contended_above = 1;
  shape.contention = 1;
  LinkModel link(shape, 1);
  for (std::uint64_t id = 1; id <= 2; ++id) link.start(id, 10'000'000);
  std::size_t done = 0;
  while (done < 2) done += link.advance(link.now() + seconds(1)).size();
  EXPECT_NEAR(duration<double>(link.now()).count(), 4, 0.1) << "half of the bandwidth for twice the bytes";
}

}  // namespace
}  // namespace ingot::test
