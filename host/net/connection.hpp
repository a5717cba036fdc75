// Connection: a wire, the bytes that have arrived on it and not been used, and the waiting.
// Blocking, with a longest wait given per call; a stop is somebody shutting fd() down. Owned by one
// thread at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "host/base/clock.hpp"
#include "host/net/wire.hpp"

namespace ingot::net {

// How a blocking step ended.
struct Step {
  enum class Kind { done, closed, timed_out, failed };
  Kind kind = Kind::done;
  std::string reason;    // for failed
  int error_number = 0;  // for failed

  bool is_done() const { return kind == Kind::done; }
};

// Waits until `fd` shows one of `events` (poll(2) bits), an error or a hang-up; the bits shown, or
// 0 after `longest`.
short wait_for_events(int fd, short events, std::chrono::nanoseconds longest, const Clock& clock);

class Connection {
 public:
  // `clock` must outlive it.
  Connection(std::unique_ptr<Wire> wire, const Clock& clock);

  Wire& wire() { return *wire_; }
  const Clock& clock() const { return clock_; }

  // Bytes received and not yet consumed.
  std::string_view inbox() const { return std::string_view(inbox_).substr(used_); }
  void consume(std::size_t bytes) { used_ += bytes; }

  // Takes what has arrived, without waiting.
  Io poll_inbox();
  // Waits for at least one more byte in the inbox. Each received byte starts `longest` anew on the
  // next call.
  Step fill(std::chrono::nanoseconds longest);
  // A line without its end (CR LF or LF), consumed. failed when it is longer than `longest_line`.
  Step read_line(std::string& line, std::size_t longest_line, std::chrono::nanoseconds longest);
  // Pushes out what the wire still holds.
  Step flush(std::chrono::nanoseconds longest);

  // Zero-wait check before reuse: nothing unread, not closed by the peer.
  bool looks_alive();
  // Called before the connection is parked.
  void rest();

  // When it was parked, by the pool's clock; kept here so that the pool needs no second structure.
  std::chrono::nanoseconds parked_at{0};

 private:
  const std::unique_ptr<Wire> wire_;
  const Clock& clock_;
  std::string inbox_;
  std::size_t used_ = 0;
};

}  // namespace ingot::net
