// Server: the HTTP server of the page, on the loopback. Owns its threads and the token; starts when made, ends with it.
// What is answered is Api's. Made and ended by one thread.
#pragma once

#include <memory>
#include <string>

#include "host/base/result.hpp"
#include "host/ui/address.hpp"
#include "host/ui/api.hpp"

namespace ingot::ui {

class Server {
 public:
  // Readers at once, each with a thread; streams of events are among them.
  static constexpr int kReaders = 24;
  static constexpr unsigned kStreams = 12;

  // `watch` must outlive the server. unavailable: the address is taken.
  static Result<std::unique_ptr<Server>> start(const Address& address, RunWatch& watch, std::string token);
  virtual ~Server() = default;

  // What a person opens, token and all.
  virtual std::string url() const = 0;
};

}  // namespace ingot::ui
