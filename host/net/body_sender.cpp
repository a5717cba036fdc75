#include "host/net/body_sender.hpp"

#include <poll.h>

#include <algorithm>
#include <utility>

#include "host/base/text.hpp"
#include "host/net/response_head.hpp"

namespace ingot::net {
namespace {

// Measured best on loopback: larger blocks gain nothing, smaller ones cost system calls.
constexpr std::size_t kBlock = 256 * 1024;
// A body up to this size is copied behind the head, so that both leave in one system call and one
// packet train.
constexpr std::size_t kJoined = 16 * 1024;

Error broken(std::string reason) {
  return Error{ErrorKind::unknown_outcome, std::move(reason)};
}

}  // namespace

BodySender::BodySender(Connection& connection, std::string head, std::uint64_t body_size,
                       std::chrono::nanoseconds stall)
    : connection_(connection),
      bytes_out_before_(connection.wire().bytes_out()),
      stall_(stall),
      head_(std::move(head)),
      missing_(body_size) {}

std::uint64_t BodySender::bytes_sent() const {
  return connection_.wire().bytes_out() == bytes_out_before_ ? 0 : taken_;
}

Status BodySender::ended(End end, Error error) {
  end_ = end;
  failure_ = std::move(error);
  return failure_;
}

Status BodySender::take_account(std::uint64_t bytes) {
  if (end_ != End::going) return failure_;
  if (bytes > missing_) {
    return ended(End::misfed,
                 {ErrorKind::internal, "body: its source gave more than the announced bytes"});
  }
  missing_ -= bytes;
  return {};
}

Status BodySender::write(std::span<const std::byte> bytes) {
  INGOT_CHECK(take_account(bytes.size()));
  if (!head_.empty() && bytes.size() <= kJoined) {
    head_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return push_head(Follow::nothing);
  }
  INGOT_CHECK(push_head(Follow::more));
  return push(bytes, Follow::nothing);
}

Status BodySender::send_file(int file, std::uint64_t offset, std::uint64_t length) {
  INGOT_CHECK(take_account(length));
  if (length == 0) return {};
  INGOT_CHECK(push_head(Follow::more));
  return push_file(file, offset, length);
}

Status BodySender::finish() {
  if (end_ != End::going) return failure_;
  INGOT_CHECK(push_head(Follow::nothing));
  while (true) {
    Io io = connection_.wire().flush();
    if (io.kind == Io::Kind::moved) return {};
    if (io.kind != Io::Kind::want_write) return ended(End::broken, broken(std::move(io.reason)));
    INGOT_CHECK(wait());
  }
}

Status BodySender::push_head(Follow follow) {
  const std::string head = std::exchange(head_, {});
  return push(std::as_bytes(std::span(head)), follow);
}

Status BodySender::push(std::span<const std::byte> bytes, Follow follow) {
  while (!bytes.empty()) {
    if (taken_ > kBlock) INGOT_CHECK(glance());
    Io io = connection_.wire().write(bytes.first(std::min(bytes.size(), kBlock)), follow);
    if (io.kind == Io::Kind::moved) {
      taken_ += io.bytes;
      bytes = bytes.subspan(io.bytes);
      continue;
    }
    if (io.kind == Io::Kind::failed || io.kind == Io::Kind::closed) {
      return ended(End::broken, broken(std::move(io.reason)));
    }
    INGOT_CHECK(wait());
  }
  return {};
}

Status BodySender::push_file(int file, std::uint64_t offset, std::uint64_t length) {
  const std::uint64_t whole = length;
  while (length > 0) {
    if (taken_ > kBlock) INGOT_CHECK(glance());
    Io io = connection_.wire().send_file(file, offset, length);
    switch (io.kind) {
      case Io::Kind::moved:
        taken_ += io.bytes;
        offset += io.bytes;
        length -= io.bytes;
        continue;
      case Io::Kind::file_ended:
        return ended(End::misfed, {ErrorKind::source_changed,
                                   "file: ended after " + std::to_string(whole - length) + " of " +
                                       std::to_string(whole) + " bytes"});
      case Io::Kind::file_failed:
        return ended(End::misfed, system_error("file: read", io.error_number));
      case Io::Kind::failed:
      case Io::Kind::closed:
        return ended(End::broken, broken(std::move(io.reason)));
      default:
        break;
    }
    INGOT_CHECK(wait());
  }
  return {};
}

Status BodySender::wait() {
  const short events = static_cast<short>(POLLOUT | (watches_ ? POLLIN : 0));
  const short shown = wait_for_events(connection_.wire().fd(), events, stall_, connection_.clock());
  if (shown == 0) {
    return ended(
        End::stalled,
        broken("no byte was accepted for " +
               human_duration(std::chrono::duration_cast<std::chrono::milliseconds>(stall_))));
  }
  return watches_ && (shown & (POLLIN | POLLHUP | POLLERR)) != 0 ? look_at_inbox() : Status();
}

Status BodySender::glance() {
  if (!watches_) return {};
  const short shown = wait_for_events(connection_.wire().fd(), POLLIN, std::chrono::nanoseconds(0),
                                      connection_.clock());
  return shown == 0 ? Status() : look_at_inbox();
}

// Under TLS something readable need not be an answer; and an answer may be interim, or a success
// that was decided early and still expects the body.
Status BodySender::look_at_inbox() {
  Io io = connection_.poll_inbox();
  if (io.kind == Io::Kind::closed)
    return ended(End::broken, broken("the server closed the connection"));
  if (io.kind == Io::Kind::failed) return ended(End::broken, broken(std::move(io.reason)));
  while (const auto length = head_length(connection_.inbox())) {
    const auto head = parse_response_head(connection_.inbox().substr(0, *length));
    if (head && head->is_interim()) {
      connection_.consume(*length);
      continue;
    }
    if (head && head->status < 300) {
      watches_ = false;
      return {};
    }
    return ended(End::answered,
                 {ErrorKind::conflict, "the server answered before the whole body was sent"});
  }
  if (connection_.inbox().size() > kLongestHead) watches_ = false;
  return {};
}

}  // namespace ingot::net
