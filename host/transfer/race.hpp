// Race: two attempts at one idempotent upload, the first and its twin, until the action's outcome may be told.
//
// What it guards: some stores damage an object when one of its parts arrives after the completion. So the first good
// answer is not told to the plugin, which might complete at once, before the other attempt can no longer take effect:
// it has been answered itself, or it ended before its last body byte had left, which no server takes for a request.
// The other is therefore withdrawn, not cut off: one that has wholly left is waited for. If its connection is lost
// after that, nobody can say whether the store still works on it, and the answer is held back for a while.
//
// Not who is raced (Hedge) and no sending (Dispatcher). Owned by the engine's thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "host/transfer/facts.hpp"

namespace ingot::transfer {

class Race {
 public:
  using Time = std::chrono::nanoseconds;

  // What the store may still do with a request whose connection was lost once all of it had left. As long as an
  // attempt waits for an answer, after which a plain retry would be sent as well.
  static constexpr std::chrono::seconds kLateEffect{60};

  Race(std::uint64_t first, std::uint64_t twin) : runners_{Runner{first}, Runner{twin}} {}

  // One of them has ended.
  void ended(AttemptResult result, std::uint64_t body_size, Time now);
  // The attempt that is to be withdrawn now: the other has won.
  std::optional<std::uint64_t> loser() const;
  // Both have ended, and this is when the result may be told.
  bool is_over() const { return !runners_[0].is_running && !runners_[1].is_running; }
  Time due() const { return quiet_from_; }
  // The winner's result, or without one the last; once, when it is over.
  AttemptResult take_result() { return *std::move(result_); }

  std::size_t running() const { return std::size_t{runners_[0].is_running} + std::size_t{runners_[1].is_running}; }
  // The one that still runs; nothing when both or neither do.
  std::optional<std::uint64_t> survivor() const;
  std::uint64_t twin() const { return runners_[1].id; }
  bool has_winner() const { return has_winner_; }

 private:
  struct Runner {
    std::uint64_t id = 0;
    bool is_running = true;
  };

  Runner runners_[2];
  std::optional<AttemptResult> result_;
  bool has_winner_ = false;
  Time quiet_from_{0};
};

}  // namespace ingot::transfer
