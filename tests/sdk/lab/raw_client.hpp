// A client that writes and reads bare bytes on 127.0.0.1, so that a test sees exactly what a server
// does. A read that takes longer than five seconds is a failure of the test, not a hang. One
// thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace ingot::test {

class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval limit{5, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    is_connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~RawClient() { ::close(socket_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool is_connected() const { return is_connected_; }

  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }
  void finish_sending() { ::shutdown(socket_, SHUT_WR); }

  // One reply: head and as many body bytes as its Content-Length says, or what came until the end.
  std::string read_reply() {
    while (got_.find("\r\n\r\n") == got_.npos && receive()) {
    }
    const std::size_t head = got_.find("\r\n\r\n");
    if (head == got_.npos) return take(got_.size());
    const std::size_t field = got_.find("Content-Length: ");
    const std::size_t length = field < head ? std::stoul(got_.substr(field + 16)) : 0;
    while (got_.size() < head + 4 + length && receive()) {
    }
    return take(std::min(got_.size(), head + 4 + length));
  }
  // True when the server has closed the connection and nothing is left to read.
  bool is_at_end() { return got_.empty() && !receive(); }

 private:
  bool receive() {
    char block[4096];
    const ssize_t count = ::recv(socket_, block, sizeof block, 0);
    if (count <= 0) return false;
    got_.append(block, static_cast<std::size_t>(count));
    return true;
  }
  std::string take(std::size_t count) {
    std::string taken = got_.substr(0, count);
    got_.erase(0, count);
    return taken;
  }

  int socket_;
  bool is_connected_ = false;
  std::string got_;
};

}  // namespace ingot::test
