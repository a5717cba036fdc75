#include "host/bench/tcp_flow.hpp"

#include <algorithm>
#include <cmath>

namespace ingot::bench {

namespace {

constexpr Time kShortestTimeout = std::chrono::milliseconds(200);
constexpr double kForDuplicates = 4.0 * TcpFlow::kSegment;  // the lost one and three that follow it

Time share_of(Time whole, double share) {
  return Time(static_cast<std::int64_t>(static_cast<double>(whole.count()) * share));
}

}  // namespace

TcpFlow::TcpFlow(const LinkShape& link, std::uint64_t seed) : rtt_(link.rtt), loss_(link.loss), random_(seed) {
  draw_loss();
}

Time TcpFlow::timeout() const { return std::max(kShortestTimeout, 2 * rtt_); }

// Geometric: how many segments arrive before one that does not. Not std::geometric_distribution, whose sequence is each
// library's own.
void TcpFlow::draw_loss() {
  if (loss_ <= 0) return;
  const double uniform = (static_cast<double>(random_() >> 11) + 0.5) * 0x1p-53;
  until_loss_ = (std::floor(std::log(uniform) / std::log1p(-loss_)) + 1) * kSegment;
}

void TcpFlow::lose(Time now) {
  ++lost_;
  const Time stall = window_ < kForDuplicates ? timeout() : rtt_;
  free_ = std::max(free_, now) + stall;
  threshold_ = window_ = std::max(window_ / 2, 2.0 * kSegment);
  sent_in_round_ = 0;
  draw_loss();
}

void TcpFlow::end_round() {
  sent_in_round_ = 0;
  window_ = std::min(window_ < threshold_ ? std::min(2 * window_, threshold_) : window_ + kSegment, kLargestWindow);
}

Time TcpFlow::send(Time now, std::uint64_t bytes) {
  if (rtt_ <= Time(0)) return now;
  if (has_sent_ && now - last_ >= timeout()) {
    window_ = std::min(window_, kFirstWindow);
    sent_in_round_ = 0;
  }
  // What is acknowledged by now is a window to spend at once.
  free_ = has_sent_ ? std::max(free_, now - rtt_) : now - rtt_;
  has_sent_ = true;
  auto left = static_cast<double>(bytes);
  while (left > 0) {
    double take = std::min(left, window_ - sent_in_round_);
    if (loss_ > 0) take = std::min(take, until_loss_);
    free_ += share_of(rtt_, take / window_);
    left -= take;
    sent_in_round_ += take;
    if (loss_ > 0) until_loss_ -= take;
    if (loss_ > 0 && until_loss_ < 1) {
      lose(now);
    } else if (sent_in_round_ >= window_ - 0.5) {
      end_round();
    }
  }
  last_ = std::max(now, free_);
  return last_;
}

}  // namespace ingot::bench
