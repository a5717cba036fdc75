#include "benchmarks/peers/floor_socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <openssl/ssl.h>

namespace ingot::floors {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

std::uint16_t port_of(const std::string& address) {
  return static_cast<std::uint16_t>(std::stoul(address.substr(address.rfind(':') + 1)));
}

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  place.sin_port = htons(port);
  if (socket < 0 || ::connect(socket, reinterpret_cast<sockaddr*>(&place), sizeof(place)) != 0)
    fail("connect");
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  return socket;
}

}  // namespace

struct FloorSocket::Tls {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL* ssl = nullptr;
  ~Tls() {
    SSL_free(ssl);
    SSL_CTX_free(context);
  }
};

FloorSocket::FloorSocket(const std::string& address, const std::string& ca_file)
    : socket_(connect_to(port_of(address))) {
  if (!address.starts_with("https:")) return;
  tls_ = std::make_unique<Tls>();
  SSL_CTX_set_verify(tls_->context, SSL_VERIFY_PEER, nullptr);
  if (SSL_CTX_load_verify_file(tls_->context, ca_file.c_str()) != 1) fail("read " + ca_file);
  tls_->ssl = SSL_new(tls_->context);
  SSL_set_fd(tls_->ssl, socket_);
  if (SSL_connect(tls_->ssl) != 1) fail("tls handshake");
}

FloorSocket::~FloorSocket() { ::close(socket_); }

void FloorSocket::send(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    std::size_t count = 0;
    if (tls_) {
      if (SSL_write_ex(tls_->ssl, bytes.data(), bytes.size(), &count) != 1) fail("SSL_write");
    } else {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0) fail("send");
      count = static_cast<std::size_t>(sent);
    }
    bytes = bytes.subspan(count);
  }
}

void FloorSocket::send_file(int file, std::uint64_t offset, std::uint64_t length) {
  auto at = static_cast<off_t>(offset);
  while (length > 0) {
    const ssize_t sent = ::sendfile(socket_, file, &at, length);
    if (sent <= 0) fail("sendfile");
    length -= static_cast<std::uint64_t>(sent);
  }
}

std::size_t FloorSocket::receive(std::span<char> into) {
  std::size_t count = 0;
  if (tls_) {
    if (SSL_read_ex(tls_->ssl, into.data(), into.size(), &count) != 1) fail("SSL_read");
    return count;
  }
  const ssize_t got = ::recv(socket_, into.data(), into.size(), 0);
  if (got <= 0) fail("recv");
  return static_cast<std::size_t>(got);
}

void FloorSocket::expect_ok() {
  std::array<char, 4096> bytes;
  std::size_t have = 0;
  std::string_view head;
  do {
    have += receive(std::span(bytes).subspan(have));
    head = std::string_view(bytes.data(), have);
  } while (!head.ends_with("\r\n\r\n") && have < bytes.size());
  if (!head.starts_with("HTTP/1.1 200 ")) throw std::runtime_error("the sink refused a PUT");
}

}  // namespace ingot::floors
