// One vendor (or a decorator round one): requests in, replies out. It is not a server: it opens no
// socket and never waits, so tests may drive it in process and in simulated time.
// Threads: handle() may be called from several threads at once; implementations lock inside.
#pragma once

#include <ingot/lab/http.hpp>

namespace ingot::lab {

class Service {
 public:
  virtual ~Service() = default;
  // Answers every request; a refusal is a reply too. May leave the body unread.
  virtual Reply handle(Request& request) = 0;
};

}  // namespace ingot::lab
