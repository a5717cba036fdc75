#include "host/net/connection.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <span>
#include <utility>

namespace ingot::net {
namespace {

constexpr std::size_t kReadBlock = 16 * 1024;

Step step_of(Io io) {
  if (io.kind == Io::Kind::closed) return {Step::Kind::closed, {}, 0};
  return {Step::Kind::failed, std::move(io.reason), io.error_number};
}

}  // namespace

short wait_for_events(int fd, short events, std::chrono::nanoseconds longest, const Clock& clock) {
  const auto until = clock.monotonic() + longest;
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - clock.monotonic());
    pollfd watched{fd, events, 0};
    const auto milliseconds = std::clamp<std::int64_t>(left.count(), 0, 1 << 30);
    const int count = ::poll(&watched, 1, static_cast<int>(milliseconds));
    if (count > 0) return watched.revents;
    if (count == 0 && clock.monotonic() >= until) return 0;
    if (count < 0 && errno != EINTR) return POLLERR;
  }
}

Connection::Connection(std::unique_ptr<Wire> wire, const Clock& clock)
    : wire_(std::move(wire)), clock_(clock) {}

Io Connection::poll_inbox() {
  if (used_ == inbox_.size()) inbox_.clear(), used_ = 0;
  const std::size_t before = inbox_.size();
  inbox_.resize(before + kReadBlock);
  Io io = wire_->read(std::as_writable_bytes(std::span(inbox_)).subspan(before));
  inbox_.resize(before + (io.kind == Io::Kind::moved ? io.bytes : 0));
  return io;
}

Step Connection::fill(std::chrono::nanoseconds longest) {
  const auto until = clock_.monotonic() + longest;
  while (true) {
    Io io = poll_inbox();
    if (io.kind == Io::Kind::moved) return {};
    const bool waits = io.kind == Io::Kind::want_read || io.kind == Io::Kind::want_write;
    if (!waits) return step_of(std::move(io));
    const short events = io.kind == Io::Kind::want_read ? POLLIN : POLLOUT;
    // Records that arrive without application data do not prolong the wait.
    if (wait_for_events(wire_->fd(), events, until - clock_.monotonic(), clock_) == 0) {
      return {Step::Kind::timed_out, {}, 0};
    }
  }
}

Step Connection::read_line(std::string& line, std::size_t longest_line,
                           std::chrono::nanoseconds longest) {
  while (true) {
    const std::string_view waiting = inbox();
    const auto end = waiting.find('\n');
    if (end != std::string_view::npos && end <= longest_line) {
      line = waiting.substr(0, end);
      if (line.ends_with('\r')) line.pop_back();
      consume(end + 1);
      return {};
    }
    if (waiting.size() > longest_line)
      return {Step::Kind::failed, "a line of the answer is too long", EPROTO};
    if (Step more = fill(longest); !more.is_done()) return more;
  }
}

Step Connection::flush(std::chrono::nanoseconds longest) {
  while (true) {
    Io io = wire_->flush();
    if (io.kind == Io::Kind::moved) return {};
    if (io.kind != Io::Kind::want_write) return step_of(std::move(io));
    if (wait_for_events(wire_->fd(), POLLOUT, longest, clock_) == 0)
      return {Step::Kind::timed_out, {}, 0};
  }
}

bool Connection::looks_alive() {
  if (!inbox().empty()) return false;
  return poll_inbox().kind == Io::Kind::want_read;
}

void Connection::rest() {
  inbox_ = {};
  used_ = 0;
  wire_->rest();
}

}  // namespace ingot::net
