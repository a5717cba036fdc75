// DrainingSink: an HTTP server that answers every request with an empty 200 and throws its body away unread. Runs in a
// process of its own, on the last core, so that the client's CPU time is the client's alone. Make it before any thread.
#pragma once

#include <cstdint>

#include <sys/types.h>

namespace ingot::bench {

class DrainingSink {
 public:
  DrainingSink();
  ~DrainingSink();
  DrainingSink(const DrainingSink&) = delete;
  DrainingSink& operator=(const DrainingSink&) = delete;

  std::uint16_t port() const { return port_; }

 private:
  pid_t process_ = -1;
  std::uint16_t port_ = 0;
};

// A blocking connection to it.
int connect_to(std::uint16_t port);
// Keeps the calling thread and those it starts off the sink's core, if there is another.
void leave_the_last_core();

}  // namespace ingot::bench
