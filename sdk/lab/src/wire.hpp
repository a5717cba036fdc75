// A connected socket, plain or TLS, whose failures are return values. Not public.
// Owned by its connection's thread, except cut(), which any thread may call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <Poco/Net/StreamSocket.h>

namespace ingot::lab {

class Wire {
 public:
  Wire(const Poco::Net::StreamSocket& socket, std::int64_t idle_timeout_ms);

  // Everything up to and including the first empty line; empty when the peer went away, or when
  // there was no such line within `limit` bytes (then is_overlong() is true).
  std::string read_head(std::size_t limit);
  bool is_overlong() const { return is_overlong_; }
  // What was read ahead first, then the socket; 0 when the peer went away. Blocks.
  std::size_t read(std::span<std::byte> into);
  // Throws away up to `most` bytes, without copying those of a plain socket; how many, 0 as in
  // read().
  std::size_t skip(std::size_t most);
  // False when the peer went away.
  bool send(std::string_view bytes);
  // Says that nothing more will be sent and forgets what still comes, for a moment: closing a
  // socket with bytes unread would reset it, and the client might lose the last reply.
  void linger();
  // Ends both directions at once, without a TLS farewell; a blocked read() returns.
  void cut();

 private:
  std::size_t receive(std::span<std::byte> into);

  Poco::Net::StreamSocket socket_;
  std::string ahead_;  // received, not yet read
  bool is_overlong_ = false;
};

}  // namespace ingot::lab
