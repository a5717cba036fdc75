#include "tests/net/raw_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace ingot::test {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

int listen_on_any(int backlog, std::uint16_t& port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (fd < 0 || ::bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(fd, backlog) != 0 ||
      ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("cannot listen on 127.0.0.1");
  }
  port = ntohs(address.sin_port);
  return fd;
}

}  // namespace

Peer::~Peer() {
  if (ssl_ != nullptr) SSL_free(ssl_);
  ::close(fd_);
}

bool Peer::start_tls(SSL_CTX* context) {
  ssl_ = SSL_new(context);
  SSL_set_fd(ssl_, fd_);
  return SSL_accept(ssl_) == 1;
}

long Peer::receive(char* into, std::size_t size) {
  if (ssl_ != nullptr) return SSL_read(ssl_, into, static_cast<int>(size));
  return ::recv(fd_, into, size, 0);
}

std::string Peer::read_head() {
  std::string head;
  while (!head.ends_with("\r\n\r\n")) {
    const std::string more = read(1);
    if (more.empty()) return {};
    head += more;
  }
  return head;
}

std::string Peer::read(std::size_t bytes) {
  char block[65536];
  while (ahead_.size() < bytes) {
    const long count = receive(block, sizeof block);
    if (count <= 0) break;
    ahead_.append(block, static_cast<std::size_t>(count));
  }
  std::string taken = ahead_.substr(0, bytes);
  ahead_.erase(0, taken.size());
  return taken;
}

std::string Peer::read_to_end() {
  return read(std::size_t{1} << 40);
}

void Peer::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const long count = ssl_ != nullptr
                           ? SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                           : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void Peer::close() {
  if (ssl_ != nullptr) SSL_shutdown(ssl_);
  ::shutdown(fd_, SHUT_RDWR);
}

void Peer::tear() {
  ::shutdown(fd_, SHUT_RDWR);
}

void Peer::reset() {
  // Connecting a TCP socket to "nowhere" drops the connection with a reset and keeps the
  // descriptor.
  const linger at_once{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  sockaddr nowhere{};
  nowhere.sa_family = AF_UNSPEC;
  ::connect(fd_, &nowhere, sizeof nowhere);
}

RawServer::RawServer(Script script) : script_(std::move(script)), fd_(listen_on_any(64, port_)) {
  group_.spawn("server", [this](const std::stop_token& stop) { return serve(stop); });
}

RawServer::~RawServer() {
  group_.stop();
  ignore_error(group_.join(), "scripts cannot fail");
  ::close(fd_);
}

Status RawServer::serve(const std::stop_token& stop) {
  const std::stop_callback shut(stop, [this] { ::shutdown(fd_, SHUT_RDWR); });
  while (true) {
    const int fd = ::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0 && errno == EINTR) continue;
    if (fd < 0) return {};
    const timeval limit{10, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    const int number = connections_++;
    group_.spawn("peer", [this, fd, number](const std::stop_token& end) -> Status {
      Peer peer(fd, number);
      const std::stop_callback cut(end, [fd] { ::shutdown(fd, SHUT_RDWR); });
      script_(peer);
      return {};
    });
  }
}

FullServer::FullServer() {
  fds_.push_back(listen_on_any(0, port_));
  const sockaddr_in address = loopback(port_);
  // A backlog of 0 still holds one connection or two; the first that does not complete proves the
  // queue is full.
  while (true) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    fds_.push_back(fd);
    ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    pollfd watched{fd, POLLOUT, 0};
    if (::poll(&watched, 1, 50) == 0) return;
    if (fds_.size() > 32) throw std::runtime_error("the queue never fills");
  }
}

FullServer::~FullServer() {
  for (const int fd : fds_) ::close(fd);
}

void FullServer::wait_for_client() const {
  char remote[32];
  std::snprintf(remote, sizeof remote, "0100007F:%04X 02", port_);  // state 02: connecting
  for (int waiting = 0; waiting < 2;) {                             // one is our own
    waiting = 0;
    std::ifstream table("/proc/net/tcp");
    for (std::string line; std::getline(table, line);)
      waiting += line.find(remote) != std::string::npos ? 1 : 0;
    std::this_thread::yield();
  }
}

std::uint16_t unused_port() {
  std::uint16_t port = 0;
  ::close(listen_on_any(1, port));
  return port;
}

}  // namespace ingot::test
