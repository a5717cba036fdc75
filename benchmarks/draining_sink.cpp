#include "benchmarks/draining_sink.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ingot::bench {

namespace {

constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
constexpr std::size_t kDiscardedAtOnce = 4u << 20;

struct Peer {
  std::string head;         // of the request that is coming
  std::uint64_t body = 0;   // bytes still to come
};

std::uint64_t announced(std::string_view head) {
  constexpr std::string_view kName = "\r\nContent-Length: ";
  const std::size_t at = head.find(kName);
  std::uint64_t length = 0;
  if (at != head.npos) {
    std::from_chars(head.data() + at + kName.size(), head.data() + head.size(), length);
  }
  return length;
}

// Takes what has come; false when the connection has ended.
bool serve(int fd, Peer& peer) {
  std::array<char, 16384> bytes;
  while (true) {
    if (peer.body > 0) {
      const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(peer.body, kDiscardedAtOnce));
      const ssize_t count = ::recv(fd, nullptr, most, MSG_TRUNC | MSG_DONTWAIT);
      if (count <= 0) return count < 0 && errno == EAGAIN;
      peer.body -= static_cast<std::uint64_t>(count);
      if (peer.body > 0) continue;
      if (::send(fd, kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL) < 0) return false;
    }
    const ssize_t count = ::recv(fd, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (count <= 0) return count < 0 && errno == EAGAIN;
    peer.head.append(bytes.data(), static_cast<std::size_t>(count));
    const std::size_t end = peer.head.find("\r\n\r\n");
    if (end == peer.head.npos) continue;
    const std::uint64_t length = announced(std::string_view(peer.head).substr(0, end));
    peer.body = length - (peer.head.size() - end - 4);  // no client here sends two requests at once
    peer.head.clear();
    if (peer.body == 0 && ::send(fd, kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL) < 0) return false;
  }
}

void pin(int first, int end) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  for (int core = first; core < end; ++core) CPU_SET(core, &cores);
  sched_setaffinity(0, sizeof cores, &cores);
}

int cores() { return static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN)); }

[[noreturn]] void run(int listener) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (cores() > 1) pin(cores() - 1, cores());
  const int poll = ::epoll_create1(0);
  epoll_event wanted{};
  wanted.events = EPOLLIN;
  wanted.data.fd = listener;
  ::epoll_ctl(poll, EPOLL_CTL_ADD, listener, &wanted);
  std::unordered_map<int, Peer> peers;
  std::array<epoll_event, 64> events;
  while (true) {
    const int count = ::epoll_wait(poll, events.data(), events.size(), -1);
    for (int i = 0; i < count; ++i) {
      const int fd = events[static_cast<std::size_t>(i)].data.fd;
      if (fd == listener) {
        wanted.data.fd = ::accept(listener, nullptr, nullptr);
        const int on = 1;
        ::setsockopt(wanted.data.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        ::epoll_ctl(poll, EPOLL_CTL_ADD, wanted.data.fd, &wanted);
      } else if (!serve(fd, peers[fd])) {
        peers.erase(fd);
        ::close(fd);
      }
    }
  }
}

sockaddr_in local(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

}  // namespace

DrainingSink::DrainingSink() {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = local(0);
  socklen_t size = sizeof address;
  auto* const raw = reinterpret_cast<sockaddr*>(&address);
  if (listener < 0 || ::bind(listener, raw, size) != 0 || ::listen(listener, 128) != 0 ||
      ::getsockname(listener, raw, &size) != 0) {
    throw std::runtime_error("the sink cannot listen");
  }
  port_ = ntohs(address.sin_port);
  process_ = ::fork();
  if (process_ == 0) run(listener);
  ::close(listener);
}

DrainingSink::~DrainingSink() {
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

int connect_to(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = local(port);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("the sink does not answer");
  }
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

void leave_the_last_core() {
  if (cores() > 1) pin(0, cores() - 1);
}

}  // namespace ingot::bench
