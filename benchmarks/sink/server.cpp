#include "benchmarks/sink/server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace ingot::sink {
namespace {

bool watch(int epoll, int operation, int socket, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.fd = socket;
  return ::epoll_ctl(epoll, operation, socket, &event) == 0;
}

}  // namespace

Server::Server(Bodies bodies) : bodies_(bodies), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {}

Server::~Server() {
  for (const auto& [socket, context] : listeners_) ::close(socket);
  ::close(epoll_);
}

std::uint16_t Server::listen(void* ssl_ctx) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* address = reinterpret_cast<sockaddr*>(&place);
  socklen_t size = sizeof(place);
  const bool is_ready = socket >= 0 && ::bind(socket, address, size) == 0 &&
                        ::listen(socket, SOMAXCONN) == 0 &&
                        ::getsockname(socket, address, &size) == 0 &&
                        watch(epoll_, EPOLL_CTL_ADD, socket, EPOLLIN);
  if (!is_ready) return 0;
  listeners_[socket] = ssl_ctx;
  return ntohs(place.sin_port);
}

int Server::run() {
  std::array<epoll_event, 256> events{};
  for (;;) {
    const int timeout = eager_.empty() ? -1 : 0;
    const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), timeout);
    if (count < 0 && errno != EINTR) return errno;
    for (int i = 0; i < count; ++i) {
      const int socket = events[static_cast<std::size_t>(i)].data.fd;
      if (listeners_.contains(socket)) {
        accept_from(socket);
      } else {
        turn(socket);
      }
    }
    for (const int socket : std::exchange(eager_, {})) {
      const auto client = clients_.find(socket);
      if (client != clients_.end() && client->second.has_more) turn(socket);
    }
  }
}

void Server::accept_from(int listener) {
  for (;;) {
    const int socket = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (socket < 0) return;
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    void* const context = listeners_[listener];
    auto wire = context != nullptr ? make_tls_wire(socket, context) : make_plain_wire(socket);
    clients_.try_emplace(socket, std::move(wire), bucket_, bodies_);
    watch(epoll_, EPOLL_CTL_ADD, socket, EPOLLIN);
  }
}

void Server::turn(int socket) {
  const auto found = clients_.find(socket);
  if (found == clients_.end()) return;
  Client& client = found->second;
  const Connection::Next next = client.connection.turn();
  if (next == Connection::Next::close) {
    clients_.erase(found);
    return;
  }
  const bool had_more = std::exchange(client.has_more, next == Connection::Next::go_on);
  if (client.has_more && !had_more) eager_.push_back(socket);
  const bool writes = next == Connection::Next::wait_to_write;
  if (writes != std::exchange(client.waits_to_write, writes))
    watch(epoll_, EPOLL_CTL_MOD, socket, writes ? EPOLLOUT : EPOLLIN);
}

}  // namespace ingot::sink
