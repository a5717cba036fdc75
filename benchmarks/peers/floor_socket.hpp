// FloorSocket: one keep-alive connection to the sink with nothing between it and the kernel, plain
// or TLS, so that what it costs is what sending costs. Throws std::runtime_error; blocks. Owned by
// one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace ingot::floors {

class FloorSocket {
 public:
  // `address` as the sink prints it. `ca_file` is needed for https.
  FloorSocket(const std::string& address, const std::string& ca_file);
  ~FloorSocket();
  FloorSocket(const FloorSocket&) = delete;
  FloorSocket& operator=(const FloorSocket&) = delete;

  // All of them. https: as one SSL_write.
  void send(std::span<const std::byte> bytes);
  // http only; the kernel's own copy from file to socket.
  void send_file(int file, std::uint64_t offset, std::uint64_t length);
  // Reads the head of an answer without a body; fails unless it is 200.
  void expect_ok();
  bool is_tls() const { return tls_ != nullptr; }

 private:
  struct Tls;
  std::size_t receive(std::span<char> into);

  int socket_ = -1;
  std::unique_ptr<Tls> tls_;
};

}  // namespace ingot::floors
