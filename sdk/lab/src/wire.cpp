#include "wire.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <sys/socket.h>

#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SocketImpl.h>
#include <Poco/Timespan.h>

namespace ingot::lab {

Wire::Wire(const Poco::Net::StreamSocket& socket, std::int64_t idle_timeout_ms) : socket_(socket) {
  try {
    socket_.setNoDelay(true);
    socket_.setReceiveTimeout(Poco::Timespan(idle_timeout_ms * 1000));
    socket_.setSendTimeout(Poco::Timespan(idle_timeout_ms * 1000));
  } catch (const Poco::Exception&) {
    cut();  // the peer is gone already; the first read says so
  }
}

std::size_t Wire::receive(std::span<std::byte> into) {
  try {
    const int count = socket_.receiveBytes(into.data(), static_cast<int>(into.size()));
    return count > 0 ? static_cast<std::size_t>(count) : 0;
  } catch (const Poco::Exception&) {
    return 0;  // reset, timed out, or a TLS failure: to a server these are all "went away"
  }
}

std::string Wire::read_head(std::size_t limit) {
  std::array<std::byte, 16 * 1024> block;
  std::size_t searched = 0;
  while (true) {
    const std::size_t end = ahead_.find("\r\n\r\n", searched);
    if (end < limit) {
      std::string head = ahead_.substr(0, end + 4);
      ahead_.erase(0, end + 4);
      return head;
    }
    is_overlong_ = ahead_.size() > limit;
    if (is_overlong_) return {};
    searched = ahead_.size() < 3 ? 0 : ahead_.size() - 3;
    const std::size_t count = receive(block);
    if (count == 0) return {};
    ahead_.append(reinterpret_cast<const char*>(block.data()), count);
  }
}

std::size_t Wire::read(std::span<std::byte> into) {
  if (ahead_.empty()) return receive(into);
  const std::size_t count = std::min(into.size(), ahead_.size());
  std::memcpy(into.data(), ahead_.data(), count);
  ahead_.erase(0, count);
  return count;
}

std::size_t Wire::skip(std::size_t most) {
  if (!ahead_.empty() || socket_.secure()) {
    thread_local std::array<std::byte, 256 * 1024> thrown_away;
    return read(std::span(thrown_away).first(std::min(most, thrown_away.size())));
  }
  // MSG_TRUNC drops the bytes in the kernel, tcp(7). A larger block would only wait longer in one
  // call.
  const std::size_t block = std::min<std::size_t>(most, 4U << 20);
  while (true) {
    const ssize_t count = ::recv(socket_.impl()->sockfd(), nullptr, block, MSG_TRUNC);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) return 0;
  }
}

bool Wire::send(std::string_view bytes) {
  try {
    while (!bytes.empty()) {
      const auto length = static_cast<int>(std::min<std::size_t>(bytes.size(), 1U << 20));
      const int count = socket_.sendBytes(bytes.data(), length);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  } catch (const Poco::Exception&) {
    return false;
  }
}

void Wire::linger() {
  constexpr std::size_t kMostForgotten = 4U << 20;
  std::array<std::byte, 16 * 1024> block;
  try {
    socket_.setReceiveTimeout(Poco::Timespan(500 * 1000));
  } catch (const Poco::Exception&) {
    return;
  }
  ::shutdown(socket_.impl()->sockfd(), SHUT_WR);
  std::size_t forgotten = 0;
  while (forgotten < kMostForgotten) {
    const std::size_t count = receive(block);
    if (count == 0) return;
    forgotten += count;
  }
}

void Wire::cut() {
  ::shutdown(socket_.impl()->sockfd(), SHUT_RDWR);
}

}  // namespace ingot::lab
