// Connection: one client of the sink: takes heads, throws bodies away (verifying ones digest them
// first), sends answers. Thread rule: owned by the server's thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "benchmarks/sink/bucket.hpp"
#include "benchmarks/sink/request_head.hpp"
#include "benchmarks/sink/wire.hpp"

namespace ingot::sink {

enum class Bodies { discarded, verified };

class Connection {
 public:
  // `bucket` must outlive the connection.
  Connection(std::unique_ptr<Wire> wire, Bucket& bucket, Bodies bodies)
      : wire_(std::move(wire)), bucket_(bucket), bodies_(bodies) {}

  // What the server has to do before the next turn.
  enum class Next {
    wait_to_read,
    wait_to_write,
    go_on,  // it had its share; there may be more that the socket will not tell of
    close
  };
  // Does what can be done without waiting, up to a share of bytes. May be called at any time.
  Next turn();

 private:
  std::optional<Next> take_head();
  std::optional<Next> take_body();
  std::optional<Next> send_answer();
  Moved take_verified();
  void start_body();
  void finish_body();

  const std::unique_ptr<Wire> wire_;
  Bucket& bucket_;
  const Bodies bodies_;
  std::string head_text_;  // bytes of heads that came, perhaps the start of a body behind them
  std::optional<RequestHead> head_;
  std::uint64_t left_ = 0;   // of the body
  std::uint64_t share_ = 0;  // of the turn
  Md5Digest digest_;
  std::string answer_;  // not sent yet
  bool is_counted_ = false, is_over_ = false;
};

}  // namespace ingot::sink
