#include "tests/support/link_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ingot::test {

// Of Ethernet with IPv4 and time stamps.
static constexpr double kSegment = 1448;
// RFC 6928.
static constexpr double kFirstWindow = 10 * kSegment;
// An idle connection starts slowly again after a retransmission timeout (RFC 5681, 4.1), whose usual minimum this is.
static constexpr double kIdleReset = 0.2;
static constexpr double kStragglerSlowdown = 20;
static constexpr double kNever = std::numeric_limits<double>::infinity();
static constexpr double kNothing = 1e-6;  // bytes

double LinkModel::bandwidth() const {
  const double whole = shape_.bits_per_second / 8;
  const double many = static_cast<double>(flows_.size()) - shape_.contended_above;
  if (shape_.contended_above == 0 || many <= 0) return whole;
  return whole / (1 + shape_.contention * many);
}

// Mathis, Semke, Mahdavi and Ott, "The macroscopic behavior of the TCP congestion avoidance algorithm" (1997):
// rate = C * MSS / (RTT * sqrt(p)), C = sqrt(3/2). The draw is where in its sawtooth a request meets the connection.
double LinkModel::draw_ceiling() {
  double ceiling = shape_.window_max / round_trip();
  if (shape_.loss > 0) {
    const double mean = std::sqrt(1.5) * kSegment / (round_trip() * std::sqrt(shape_.loss));
    ceiling = std::min(ceiling, mean * (0.7 + 0.6 * fraction()));
  }
  if (shape_.straggler_share > 0 && fraction() < shape_.straggler_share) ceiling /= kStragglerSlowdown;
  return ceiling;
}

LinkModel::Connection LinkModel::take_connection() {
  if (idle_.empty()) return {};
  Connection taken = idle_.back();
  idle_.pop_back();
  if (now_ - taken.idle_since > std::max(kIdleReset, 2 * round_trip())) taken.window = kFirstWindow;
  return taken;
}

void LinkModel::start(std::uint64_t id, std::uint64_t bytes) {
  Flow flow;
  flow.done = Done{.id = id, .bytes = bytes, .started = now(), .connected = now(), .ended = {},
                   .is_throttled = shape_.throttled_above > 0 && flows_.size() >= shape_.throttled_above};
  flow.connection = take_connection();
  flow.left = flow.done.is_throttled ? 0 : static_cast<double>(bytes);
  flow.ceiling = draw_ceiling();
  const bool is_fresh = flow.connection.window <= 0;
  flow.next = now_ + (is_fresh ? shape_.handshakes * round_trip() : 0);
  if (is_fresh) flow.connection.window = kFirstWindow;
  flows_.emplace(id, std::move(flow));
}

void LinkModel::turn_phase(Flow& flow) {
  if (flow.phase == Phase::connecting) {
    flow.phase = Phase::sending;
    flow.done.connected = now();
    flow.next = now_ + round_trip();
  }
  if (flow.phase != Phase::sending) return;
  if (flow.left <= kNothing) {
    flow.phase = Phase::answering;
    const double served = flow.done.is_throttled ? 0 : shape_.server_time.count() * (0.5 + fraction());
    flow.next = now_ + round_trip() + served;
    return;
  }
  if (flow.next > now_) return;
  // Slow start; beyond its ceiling or the whole link a wider window changes nothing.
  flow.connection.window *= 2;
  const double enough = std::min(flow.ceiling, shape_.bits_per_second / 8) * round_trip();
  flow.next = flow.connection.window < enough ? now_ + round_trip() : kNever;
}

// Max-min: whoever wants less than an equal share gets it, the rest is shared by the others.
void LinkModel::share_out() {
  std::vector<std::pair<double, Flow*>> wanting;
  for (auto& [id, flow] : flows_) {
    flow.rate = 0;
    if (flow.phase != Phase::sending) continue;
    wanting.emplace_back(std::min(flow.ceiling, flow.connection.window / round_trip()), &flow);
  }
  std::sort(wanting.begin(), wanting.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  double left = bandwidth();
  for (std::size_t i = 0; i < wanting.size(); ++i) {
    const double share = left / static_cast<double>(wanting.size() - i);
    wanting[i].second->rate = std::min(wanting[i].first, share);
    left -= wanting[i].second->rate;
  }
}

double LinkModel::next_event() const {
  double next = kNever;
  for (const auto& [id, flow] : flows_) {
    next = std::min(next, flow.next);
    if (flow.phase == Phase::sending && flow.rate > 0) next = std::min(next, now_ + flow.left / flow.rate);
  }
  return next;
}

void LinkModel::move_to(double time) {
  for (auto& [id, flow] : flows_) {
    if (flow.phase != Phase::sending) continue;
    const double sent = std::min(flow.left, flow.rate * (time - now_));
    flow.left -= sent;
    bytes_sent_ += sent;
    // Rounding must not leave a remainder that takes no time at all.
    if (flow.left < 1e-3) flow.left = 0;
  }
  now_ = time;
}

std::vector<LinkModel::Done> LinkModel::advance(Time until) {
  const double end = static_cast<double>(until.count()) / 1e9;
  std::vector<Done> done;
  while (done.empty() && now_ < end) {
    share_out();
    move_to(std::min(end, next_event()));
    for (auto it = flows_.begin(); it != flows_.end();) {
      Flow& flow = it->second;
      if (flow.phase == Phase::answering && flow.next <= now_) {
        flow.done.ended = now();
        flow.connection.idle_since = now_;
        idle_.push_back(flow.connection);
        done.push_back(flow.done);
        it = flows_.erase(it);
        continue;
      }
      if (flow.next <= now_ || flow.left <= kNothing) turn_phase(flow);
      ++it;
    }
  }
  return done;
}

}  // namespace ingot::test
