// What `co_await batch.send/wait/digest` awaits. Asked when awaited, not when made; answered in
// await_resume. Thread rule: owned by the coroutine that awaits them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <ingot/detail/engine.hpp>

namespace ingot::inline sdk_v1::detail {

// The record leaves in await_ready, before the coroutine counts as suspended: an exception there is
// an ordinary one of the co_await expression.

class [[nodiscard]] SendOperation : public Pending {
 public:
  SendOperation(Engine& engine, Request request)
      : Pending(engine, INGOT_EV_HTTP), request_(std::move(request)) {}
  bool await_ready() {
    if (engine_.is_deaf()) {
      reply_.detail = "not sent: the session is ending";
      return true;
    }
    engine_.ask(*this, request_.fields());
    return false;
  }
  Reply await_resume() { return std::move(reply_); }
  void deliver(Reply reply) { reply_ = std::move(reply); }

 private:
  Request request_;
  Reply reply_;
};

class [[nodiscard]] WaitOperation : public Pending {
 public:
  WaitOperation(Engine& engine, std::int64_t until_ms)
      : Pending(engine, INGOT_EV_TIMER), until_ms_(until_ms) {}
  bool await_ready() {
    if (engine_.is_deaf()) return true;
    engine_.ask_wait(*this, until_ms_);
    return false;
  }
  void await_resume() const noexcept {}

 private:
  const std::int64_t until_ms_;
};

class [[nodiscard]] DigestOperation : public Pending {
 public:
  DigestOperation(Engine& engine, ingot_ac_digest wanted, std::string algorithm)
      : Pending(engine, INGOT_EV_DIGEST), wanted_(wanted), algorithm_(std::move(algorithm)) {}
  bool await_ready() {
    if (engine_.is_deaf()) return true;
    engine_.ask_digest(*this, wanted_, algorithm_);
    return false;
  }
  DigestReply await_resume() { return std::move(reply_); }
  void deliver(DigestReply reply) { reply_ = std::move(reply); }

 private:
  const ingot_ac_digest wanted_;
  const std::string algorithm_;
  DigestReply reply_;
};

}  // namespace ingot::inline sdk_v1::detail
