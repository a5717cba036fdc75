// RawServer: a TCP server on 127.0.0.1 that does exactly what a test's script says, byte by byte:
// it knows no HTTP beyond finding the end of a head. One thread per connection; everything ends
// with the object.
#pragma once

#include <openssl/ssl.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/task_group.hpp"

namespace ingot::test {

// One accepted connection, used by its script's thread only. Every call gives up after 10 s or at
// the server's end.
class Peer {
 public:
  Peer(int fd, int number) : fd_(fd), number_(number) {}
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  int number() const { return number_; }  // 0 for the first connection
  int fd() const { return fd_; }
  // Server side of a handshake; false when the client broke it off.
  bool start_tls(SSL_CTX* context);
  // Up to and including the blank line; empty when the client closed first.
  std::string read_head();
  std::string read(std::size_t bytes);
  std::string read_to_end();
  void write(std::string_view bytes);
  // Ends the stream in order (with a TLS goodbye if `start_tls` was called).
  void close();
  // Ends it with a reset.
  void reset();
  // Ends the TCP stream without a TLS goodbye.
  void tear();
  // Blocks until the client closes or the server ends.
  void hold() { read_to_end(); }

 private:
  long receive(char* into, std::size_t size);
  const int fd_;
  const int number_;
  std::string ahead_;
  SSL* ssl_ = nullptr;
};

class RawServer {
 public:
  using Script = std::function<void(Peer&)>;
  explicit RawServer(Script script);
  ~RawServer();

  std::uint16_t port() const { return port_; }
  std::string authority() const { return "127.0.0.1:" + std::to_string(port_); }
  std::string url(std::string_view path = "/") const {
    return "http://" + authority() + std::string(path);
  }
  int connections() const { return connections_; }

 private:
  Status serve(const std::stop_token& stop);
  const Script script_;
  std::uint16_t port_ = 0;  // set by what makes fd_
  int fd_ = -1;
  std::atomic<int> connections_ = 0;
  TaskGroup group_;
};

// A port whose connections are never accepted: the queue is full and further clients wait for ever.
class FullServer {
 public:
  FullServer();
  ~FullServer();
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }
  // Blocks until a client's connect to this port is under way.
  void wait_for_client() const;

 private:
  std::vector<int> fds_;
  std::uint16_t port_ = 0;
};

// A port of 127.0.0.1 on which nobody listens.
std::uint16_t unused_port();

}  // namespace ingot::test
