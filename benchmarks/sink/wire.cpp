#include "benchmarks/sink/wire.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace ingot::sink {
namespace {

Moved moved(ssize_t count) {
  if (count > 0) return static_cast<std::size_t>(count);
  const bool may_come = count < 0 && (errno == EAGAIN || errno == EINTR);
  return may_come ? Moved(0) : std::nullopt;
}

class PlainWire final : public Wire {
 public:
  explicit PlainWire(int socket) : socket_(socket) {}
  ~PlainWire() override { ::close(socket_); }

  Moved read(std::span<std::byte> into) override {
    return moved(::recv(socket_, into.data(), into.size(), 0));
  }
  // The kernel drops them from its queue without a copy.
  Moved discard(std::uint64_t most) override {
    constexpr std::uint64_t kMost = 1u << 30;
    return moved(::recv(socket_, nullptr, std::min(most, kMost), MSG_TRUNC));
  }
  Moved write(std::string_view bytes) override {
    return moved(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
  }

 private:
  const int socket_;
};

class TlsWire final : public Wire {
 public:
  TlsWire(int socket, SSL_CTX* context) : socket_(socket), ssl_(SSL_new(context)) {
    SSL_set_fd(ssl_, socket);
    SSL_set_accept_state(ssl_);
  }
  ~TlsWire() override {
    SSL_free(ssl_);
    ::close(socket_);
  }

  Moved read(std::span<std::byte> into) override {
    std::size_t count = 0;
    const int result = SSL_read_ex(ssl_, into.data(), into.size(), &count);
    return outcome(result, count);
  }
  Moved discard(std::uint64_t most) override {
    static thread_local std::array<std::byte, 1u << 16> scrap;
    return read(std::span(scrap).first(
        static_cast<std::size_t>(std::min<std::uint64_t>(most, scrap.size()))));
  }
  Moved write(std::string_view bytes) override {
    std::size_t count = 0;
    const int result = SSL_write_ex(ssl_, bytes.data(), bytes.size(), &count);
    return outcome(result, count);
  }

 private:
  Moved outcome(int result, std::size_t count) {
    if (result > 0) return count;
    const int error = SSL_get_error(ssl_, result);
    ERR_clear_error();
    const bool may_come = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
    return may_come ? Moved(0) : std::nullopt;
  }

  const int socket_;
  SSL* const ssl_;
};

}  // namespace

std::unique_ptr<Wire> make_plain_wire(int socket) { return std::make_unique<PlainWire>(socket); }

std::unique_ptr<Wire> make_tls_wire(int socket, void* context) {
  return std::make_unique<TlsWire>(socket, static_cast<SSL_CTX*>(context));
}

}  // namespace ingot::sink
