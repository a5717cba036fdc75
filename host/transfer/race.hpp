// Race: two attempts at one idempotent upload, the first and its twin, until both have ended. The loser is withdrawn, not
// cut off: one that has wholly left is waited for, since it may still take effect (LateEffect).
//
// Not who is raced (Hedge) and no sending (Dispatcher). Owned by the engine's thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "host/transfer/facts.hpp"

namespace ingot::transfer {

class Race {
 public:
  Race(std::uint64_t first, std::uint64_t twin) : runners_{Runner{first}, Runner{twin}} {}

  // One of them has ended.
  void ended(AttemptResult result);
  // The attempt that is to be withdrawn now: the other has won.
  std::optional<std::uint64_t> loser() const;
  bool is_over() const { return !runners_[0].is_running && !runners_[1].is_running; }
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
};

}  // namespace ingot::transfer
