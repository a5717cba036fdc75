// Wire: the bytes of one connection without blocking, plain or TLS. Owns the socket. Thread rule:
// owned by one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace ingot::sink {

// How much was moved; 0: nothing now, wait for the socket; nullopt: the connection is over.
using Moved = std::optional<std::size_t>;

class Wire {
 public:
  virtual ~Wire() = default;
  virtual Moved read(std::span<std::byte> into) = 0;
  // Throws away up to `most` bytes that have arrived, as cheaply as can be.
  virtual Moved discard(std::uint64_t most) = 0;
  virtual Moved write(std::string_view bytes) = 0;
};

// Both take over `socket`, which must not block. `context` is an SSL_CTX that outlives the wire.
std::unique_ptr<Wire> make_plain_wire(int socket);
std::unique_ptr<Wire> make_tls_wire(int socket, void* context);

}  // namespace ingot::sink
