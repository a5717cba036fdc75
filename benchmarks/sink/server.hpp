// Server: the sink's one thread: accepts on 127.0.0.1, plain and if wanted TLS, and gives
// connections their turns by epoll. Owned by main.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "benchmarks/sink/bucket.hpp"
#include "benchmarks/sink/connection.hpp"

namespace ingot::sink {

class Server {
 public:
  explicit Server(Bodies bodies);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // A port of the system's choice; 0 with errno set when there is none. `ssl_ctx`: null for plain.
  // It must outlive the server.
  std::uint16_t listen(void* ssl_ctx);
  // Serves until the process is ended; returns errno when waiting fails.
  int run();

 private:
  struct Client {
    Client(std::unique_ptr<Wire> wire, Bucket& bucket, Bodies bodies)
        : connection(std::move(wire), bucket, bodies) {}
    Connection connection;
    bool waits_to_write = false, has_more = false;
  };
  void accept_from(int listener);
  void turn(int socket);

  const Bodies bodies_;
  const int epoll_;
  Bucket bucket_;
  std::map<int, void*> listeners_;  // to their SSL_CTX
  std::map<int, Client> clients_;
  std::vector<int> eager_;  // go on without waiting for the socket
};

}  // namespace ingot::sink
