#include "benchmarks/loopback_sink.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/net/certificates.hpp"

namespace ingot::bench {
namespace {

constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
constexpr std::size_t kBlock = 256u << 10;

int listen_on_any(std::uint16_t& port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (fd < 0 || ::bind(fd, any, size) != 0 || ::listen(fd, 64) != 0 ||
      ::getsockname(fd, any, &size) != 0) {
    throw std::runtime_error("cannot listen on 127.0.0.1");
  }
  port = ntohs(address.sin_port);
  return fd;
}

// How bytes come in and an answer goes out.
class PlainPeer {
 public:
  explicit PlainPeer(int fd) : fd_(fd) {}
  int fd() const { return fd_; }
  long read(char* into, std::size_t size) { return ::recv(fd_, into, size, 0); }
  long discard(char* scratch, std::size_t size) { return ::recv(fd_, scratch, size, MSG_TRUNC); }
  bool answer() {
    return ::send(fd_, kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL) ==
           static_cast<long>(kAnswer.size());
  }

 private:
  int fd_;
};

class TlsPeer {
 public:
  explicit TlsPeer(SSL* ssl) : ssl_(ssl) {}
  int fd() const { return SSL_get_fd(ssl_); }
  long read(char* into, std::size_t size) {
    return SSL_read(ssl_, into, static_cast<int>(std::min(size, kBlock)));
  }
  long discard(char* scratch, std::size_t size) { return read(scratch, size); }
  bool answer() { return SSL_write(ssl_, kAnswer.data(), kAnswer.size()) > 0; }

 private:
  SSL* ssl_;
};

std::size_t announced_length(std::string_view head) {
  for (const std::string_view name : {"Content-Length: ", "content-length: "}) {
    const auto at = head.find(name);
    if (at != head.npos) return std::strtoull(head.data() + at + name.size(), nullptr, 10);
  }
  return 0;
}

// Sleeps until much of the `missing` bytes has come; how many may be taken before it sleeps again.
// To wake this process is the sender's work on a loopback, and no part of sending over a network.
std::size_t doze(int fd, std::size_t missing) {
  // What the TLS layer has taken from the kernel and not given out is never a whole record.
  constexpr std::size_t kRecord = 17u << 10;
  const std::size_t wanted = std::min(missing, kBlock);
  if (wanted <= kRecord) return wanted;
  const auto wake_at = [fd](std::size_t bytes) {
    const int least = static_cast<int>(bytes);
    ::setsockopt(fd, SOL_SOCKET, SO_RCVLOWAT, &least, sizeof least);
  };
  wake_at(wanted - kRecord);
  pollfd watched{fd, POLLIN, 0};
  ::poll(&watched, 1, -1);
  wake_at(1);
  return wanted;
}

template <class Peer>
void serve(Peer peer) {
  std::vector<char> block(kBlock);
  std::string ahead;  // received and not yet used
  while (true) {
    std::size_t end = 0;
    while ((end = ahead.find("\r\n\r\n")) == ahead.npos) {
      const long count = peer.read(block.data(), 16u << 10);
      if (count <= 0) return;
      ahead.append(block.data(), static_cast<std::size_t>(count));
    }
    std::size_t missing = announced_length(std::string_view(ahead).substr(0, end + 4));
    const std::size_t here = std::min(missing, ahead.size() - end - 4);
    ahead.erase(0, end + 4 + here);
    std::size_t ready = 0;
    for (missing -= here; missing > 0;) {
      if (ready == 0) ready = doze(peer.fd(), missing);
      const long count = peer.discard(block.data(), ready);
      if (count <= 0) return;
      missing -= static_cast<std::size_t>(count);
      ready -= static_cast<std::size_t>(count);
    }
    if (!peer.answer()) return;
  }
}

void serve_tls(int fd, SSL_CTX* context) {
  SSL* const ssl = SSL_new(context);
  SSL_set_fd(ssl, fd);
  if (SSL_accept(ssl) == 1) serve(TlsPeer(ssl));
  SSL_free(ssl);
}

[[noreturn]] void accept_all(int fd, SSL_CTX* context) {
  while (true) {
    const int peer = ::accept4(fd, nullptr, nullptr, SOCK_CLOEXEC);
    if (peer < 0) continue;
    std::thread([peer, context] {
      context == nullptr ? serve(PlainPeer(peer)) : serve_tls(peer, context);
      ::close(peer);
    }).detach();
  }
}

}  // namespace

void pin_to(Place place) {
  const long cpus = ::sysconf(_SC_NPROCESSORS_ONLN);
  if (cpus < 2) return;
  cpu_set_t only;
  CPU_ZERO(&only);
  CPU_SET(place == Place::client ? 0 : static_cast<std::size_t>(cpus) - 1, &only);
  ::sched_setaffinity(0, sizeof only, &only);
}

LoopbackSink::LoopbackSink(const std::filesystem::path& folder) : ca_file_(folder / "ca.pem") {
  const test::Authority authority;
  authority.save(ca_file_);
  const auto context = authority.server("IP:127.0.0.1");
  SSL_CTX_set_ciphersuites(context.get(), "TLS_AES_128_GCM_SHA256");
  const int plain = listen_on_any(plain_port_);
  const int tls = listen_on_any(tls_port_);
  const int parent = ::getpid();
  child_ = ::fork();
  if (child_ < 0) throw std::runtime_error("cannot fork");
  if (child_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);
    ::prctl(PR_SET_NAME, "sink");  // tells the two apart in a profile
    ::signal(SIGPIPE, SIG_IGN);
    pin_to(Place::sink);
    std::thread(accept_all, plain, nullptr).detach();
    accept_all(tls, context.get());
  }
  ::close(plain);
  ::close(tls);
}

LoopbackSink::~LoopbackSink() {
  ::kill(child_, SIGKILL);
  ::waitpid(child_, nullptr, 0);
}

}  // namespace ingot::bench
