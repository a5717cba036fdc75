// TcpFlow: how fast one connection may send, as time without bytes. What the shaped wire waits by and what the model
// computes with: the same arithmetic in both. Not a TCP: no packets, no reordering, no acknowledgements.
//
// The model. A window of bytes may be under way for one round trip; it begins at 10 segments (RFC 6928) and doubles
// every round trip (slow start, RFC 5681 3.1), then, after the first loss, grows by a segment each round trip. Segments
// are lost independently with the link's probability, drawn from a seeded generator. A loss halves the window and costs
// a round trip without progress (fast retransmit); with fewer than four segments under way it costs a retransmission
// timeout instead (RFC 6298, with Linux's least of 200 ms). After a pause of a timeout the window is at most the first
// one again (RFC 5681 4.1). In the long run this gives the rate of Mathis et al., "The Macroscopic Behavior of the TCP
// Congestion Avoidance Algorithm" (1997): MSS / RTT * sqrt(3/2) / sqrt(loss), less the stalls. Left out: queues at the
// bottleneck, delayed acknowledgements, and CUBIC (RFC 9438), which is faster on long fat links that lose little.
// A value; one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <random>

#include "host/bench/link_shape.hpp"

namespace ingot::bench {

using Time = std::chrono::nanoseconds;  // since an arbitrary start

class TcpFlow {
 public:
  static constexpr std::uint64_t kSegment = 1448;  // Ethernet's 1500 bytes less IPv4, TCP and timestamps
  static constexpr double kFirstWindow = 10.0 * kSegment;
  static constexpr double kLargestWindow = 4.0 * (1u << 20);  // Linux's tcp_wmem, third value

  TcpFlow(const LinkShape& link, std::uint64_t seed);

  // Of `bytes` that are ready at `now`: when the last of them leaves. Times of later calls must not be earlier than
  // what this returned, or than `now`.
  Time send(Time now, std::uint64_t bytes);

  std::uint64_t lost_segments() const { return lost_; }
  double window() const { return window_; }

 private:
  void draw_loss();
  void lose(Time now);
  void end_round();
  Time timeout() const;

  Time rtt_;
  double loss_;
  double window_ = kFirstWindow;
  double threshold_ = kLargestWindow;
  double sent_in_round_ = 0;
  double until_loss_ = 0;  // bytes
  Time free_{0};           // the window's bytes before this have left; may lie a round trip back
  Time last_{0};           // the latest departure
  bool has_sent_ = false;
  std::uint64_t lost_ = 0;
  std::mt19937_64 random_;
};

}  // namespace ingot::bench
