#include "host/bench/shared_link.hpp"

#include <poll.h>

#include <algorithm>
#include <utility>

namespace ingot::bench {

namespace {

using net::Follow;
using net::Io;

// A thread that comes to its turn later than this has been busy, not waiting: time it has lost is not made up for.
constexpr Time kCatchUp = std::chrono::milliseconds(5);
// Shorter waits cost more than they are worth; they add up until they are worth it.
constexpr Time kShortestWait = std::chrono::microseconds(100);
// One call takes what the link moves in this time, so that connections take turns, within these bounds.
constexpr double kTurnSeconds = 0.002;
constexpr std::uint64_t kSmallestTurn = 16u << 10, kLargestTurn = 256u << 10;

std::uint64_t turn_of(const LinkShape& shape) {
  const auto bytes = static_cast<std::uint64_t>(shape.bytes_per_second * kTurnSeconds);
  return std::clamp(bytes, kSmallestTurn, kLargestTurn);
}

class ShapedWire final : public net::Wire {
 public:
  ShapedWire(SharedLink& link, std::unique_ptr<net::Wire> wire, Time ready_at, std::uint64_t seed)
      : link_(link), wire_(std::move(wire)), flow_(link.shape(), seed), turn_(turn_of(link.shape())),
        ready_at_(ready_at) {}
  ~ShapedWire() override { link_.count_lost(flow_.lost_segments()); }

  int fd() const override { return wire_->fd(); }

  Io read(std::span<std::byte> into) override {
    Io io = wire_->read(into);
    if (io.kind == Io::Kind::moved && std::exchange(is_answer_due_, false)) {
      ready_at_ = std::max(ready_at_, link_.clock().monotonic()) + link_.shape().rtt;
      pass_time();
    }
    return io;
  }

  Io write(std::span<const std::byte> bytes, Follow follow) override {
    pass_time();
    return account(wire_->write(bytes.first(std::min<std::size_t>(bytes.size(), turn_)), follow));
  }

  Io send_file(int file, std::uint64_t offset, std::uint64_t length) override {
    pass_time();
    return account(wire_->send_file(file, offset, std::min(length, turn_)));
  }

  Io flush() override { return wire_->flush(); }
  std::uint64_t bytes_out() const override { return wire_->bytes_out(); }
  void rest() override { wire_->rest(); }

 private:
  void pass_time() const {
    const Time left = ready_at_ - link_.clock().monotonic();
    if (left >= kShortestWait) link_.wait(fd(), left);
  }

  Io account(Io io) {
    if (io.kind != Io::Kind::moved) return io;
    is_answer_due_ = true;
    const Time now = link_.clock().monotonic();
    const Time from = now - ready_at_ < kCatchUp ? ready_at_ : now;
    ready_at_ = std::max(flow_.send(from, io.bytes), link_.reserve(from, io.bytes));
    return io;
  }

  SharedLink& link_;
  const std::unique_ptr<net::Wire> wire_;
  TcpFlow flow_;
  const std::uint64_t turn_;
  Time ready_at_;  // what was handed in has left by then, or an answer has come
  bool is_answer_due_ = false;
};

}  // namespace

SharedLink::SharedLink(LinkShape shape, std::uint64_t seed, const Clock& clock, Wait wait)
    : shape_(std::move(shape)), seed_(seed), clock_(clock), wait_(std::move(wait)) {}

std::unique_ptr<net::Wire> SharedLink::shape(std::unique_ptr<net::Wire> wire, net::Security security) {
  if (!shape_.is_shaped()) return wire;
  std::uint64_t number = 0;
  {
    std::lock_guard lock(mutex_);
    number = opened_++;
  }
  const Time ready_at = clock_.monotonic() + shape_.rtt * (security == net::Security::tls ? 2 : 1);
  return std::make_unique<ShapedWire>(*this, std::move(wire), ready_at, seed_ + number);
}

Time SharedLink::reserve(Time now, std::uint64_t bytes) {
  const double seconds = static_cast<double>(bytes) / shape_.bytes_per_second;
  std::lock_guard lock(mutex_);
  free_ = std::max(free_, now) + Time(static_cast<std::int64_t>(seconds * 1e9));
  return free_;
}

void SharedLink::count_lost(std::uint64_t segments) {
  std::lock_guard lock(mutex_);
  lost_ += segments;
}

std::uint64_t SharedLink::lost_segments() const {
  std::lock_guard lock(mutex_);
  return lost_;
}

// Asks for no event: what is left are hang-up and error, which is how a stop shows.
void wait_on_socket(int fd, Time longest) {
  pollfd watched{fd, 0, 0};
  const timespec time{static_cast<time_t>(longest.count() / 1'000'000'000),
                      static_cast<long>(longest.count() % 1'000'000'000)};
  ::ppoll(&watched, 1, &time, nullptr);
}

}  // namespace ingot::bench
