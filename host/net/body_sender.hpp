// BodySender: the sink a body source writes to. Sends head and body over one connection, watches
// for an answer that comes too early, and remembers exactly how it ended. Used by the exchange's
// thread only.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "host/net/body.hpp"
#include "host/net/connection.hpp"

namespace ingot::net {

class BodySender final : public BodySink {
 public:
  enum class End {
    going,     // nothing has gone wrong
    answered,  // a final answer with status >= 300 is in the inbox: the rest is not wanted
    broken,    // the connection failed or was closed; an answer may still be readable
    stalled,   // no byte moved for the stall time
    misfed,    // the file ended early or could not be read, or the source gave too much
  };

  BodySender(Connection& connection, std::string head, std::uint64_t body_size,
             std::chrono::nanoseconds stall);

  Status write(std::span<const std::byte> bytes) override;
  Status send_file(int file, std::uint64_t offset, std::uint64_t length) override;
  // After the source is done: sends the head if nothing went with it, and whatever is still
  // buffered.
  Status finish();

  End end() const { return end_; }
  // Bytes of the body the source has still to give.
  std::uint64_t missing() const { return missing_; }
  // Head and body bytes that have left; 0 exactly when the kernel has taken none.
  std::uint64_t bytes_sent() const;

 private:
  Status push(std::span<const std::byte> bytes, Follow follow);
  Status push_head(Follow follow);
  Status take_account(std::uint64_t bytes);
  Status push_file(int file, std::uint64_t offset, std::uint64_t length);
  // After the wire took no more: waits until it may, noticing what the server says meanwhile.
  Status wait();
  // Looks whether the server has said something, without waiting.
  Status glance();
  Status look_at_inbox();
  Status ended(End end, Error error);

  Connection& connection_;
  const std::uint64_t bytes_out_before_;
  const std::chrono::nanoseconds stall_;
  std::string head_;  // not yet sent
  std::uint64_t missing_;
  std::uint64_t taken_ = 0;
  bool watches_ = true;  // for early answers
  End end_ = End::going;
  Status failure_;
};

}  // namespace ingot::net
