// A connection's pace against what is known of TCP in closed form.
#include "host/bench/tcp_flow.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/bench/bench_support.hpp"

namespace ingot::bench {
namespace {

using namespace std::chrono_literals;

constexpr auto kWindow = static_cast<std::uint64_t>(TcpFlow::kFirstWindow);

double seconds(Time time) { return std::chrono::duration<double>(time).count(); }

TEST(tcp_flow, without_a_round_trip_everything_leaves_at_once) {
  TcpFlow flow(link_of(1e9, 0ms), 1);
  EXPECT_EQ(flow.send(5s, 1u << 30), 5s);
}

TEST(tcp_flow, the_first_window_leaves_at_once_and_the_next_two_a_round_trip_later) {
  TcpFlow flow(link_of(1e9, 100ms), 1);
  EXPECT_EQ(flow.send(1s, kWindow), 1s);
  EXPECT_NEAR(seconds(flow.send(1s, 2 * kWindow)), 1.1, 1e-6);
  EXPECT_NEAR(seconds(flow.send(1100ms, 4 * kWindow)), 1.2, 1e-6);
}

TEST(tcp_flow, slow_start_takes_the_logarithm_of_the_windows_in_round_trips) {
  TcpFlow flow(link_of(1e9, 50ms), 1);
  // 1 + 2 + … + 2^(n-1) windows take n rounds, of which the first is free.
  for (const int rounds : {1, 2, 5, 7}) {
    TcpFlow each(link_of(1e9, 50ms), 1);
    const auto windows = (std::uint64_t{1} << rounds) - 1;
    EXPECT_NEAR(seconds(each.send(0s, windows * kWindow)), 0.05 * (rounds - 1), 1e-6) << rounds;
  }
}

TEST(tcp_flow, in_the_long_run_the_largest_window_leaves_each_round_trip) {
  TcpFlow flow(link_of(1e12, 100ms), 1);
  const Time warm = flow.send(0s, 256 * kMiB);
  const Time done = flow.send(warm, 400 * kMiB);
  EXPECT_NEAR(seconds(done - warm), 0.1 * 100, 0.11);
}

TEST(tcp_flow, after_a_pause_the_window_is_the_first_one_again) {
  TcpFlow flow(link_of(1e9, 100ms), 1);
  const Time sent = flow.send(0s, 100 * kWindow);
  EXPECT_GT(flow.window(), TcpFlow::kFirstWindow);
  flow.send(sent + 10s, 1);
  EXPECT_EQ(flow.window(), TcpFlow::kFirstWindow);
}

// Mathis, Semke, Mahdavi, Ott 1997: MSS / RTT * sqrt(3/2) / sqrt(loss). The stall of each loss, which their formula leaves
// out, costs one round trip in every sawtooth of sqrt(2 / (3 loss)) of them.
TEST(tcp_flow, lossy_links_give_the_rate_of_mathis_less_the_stalls) {
  for (const double loss : {1e-4, 1e-3, 5e-3}) {
    TcpFlow flow(link_of(1e12, 40ms, loss), 7);
    const std::uint64_t bytes = static_cast<std::uint64_t>(4000 / loss) * TcpFlow::kSegment;
    const double rate = static_cast<double>(bytes) / seconds(flow.send(0s, bytes));
    const double mathis = TcpFlow::kSegment / 0.04 * std::sqrt(1.5 / loss);
    const double rounds = std::sqrt(2 / (3 * loss));
    const double expected = mathis * rounds / (rounds + 1);
    EXPECT_NEAR(rate / expected, 1, 0.15) << loss;
  }
}

TEST(tcp_flow, loses_the_share_it_was_told) {
  TcpFlow flow(link_of(1e12, 10ms, 0.01), 3);
  flow.send(0s, 1'000'000 * TcpFlow::kSegment);
  EXPECT_NEAR(static_cast<double>(flow.lost_segments()) / 1e6, 0.01, 0.0005);
}

TEST(tcp_flow, equal_seeds_are_equal_and_others_differ) {
  TcpFlow one(link_of(1e9, 10ms, 0.01), 1), same(link_of(1e9, 10ms, 0.01), 1), other(link_of(1e9, 10ms, 0.01), 2);
  const Time at = one.send(0s, 64 * kMiB);
  EXPECT_EQ(same.send(0s, 64 * kMiB), at);
  EXPECT_NE(other.send(0s, 64 * kMiB), at);
}

// However the bytes are handed in, the window is the same.
TEST(tcp_flow, blocks_do_not_change_the_pace) {
  TcpFlow whole(link_of(1e9, 80ms), 1), blocks(link_of(1e9, 80ms), 1);
  const Time at_once = whole.send(0s, 16 * kMiB);
  Time now{0};
  for (int i = 0; i < 64; ++i) now = blocks.send(now, kMiB / 4);
  EXPECT_NEAR(seconds(now), seconds(at_once), 0.08);
}

}  // namespace
}  // namespace ingot::bench
