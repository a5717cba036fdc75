// Hedge: when a part that takes much longer than the ones before it is sent a second time beside the first ("The Tail
// at Scale", Dean and Barroso, 2013). Decides by what recent parts took and by how many bytes it may spend; whether
// there is room for a second request, and what becomes of the two, is not its business (Dispatcher, Race). Pure
// arithmetic. Owned by the engine's thread.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace ingot::transfer {

class Hedge {
 public:
  using Time = std::chrono::nanoseconds;

  // A part was answered well.
  void answered(std::uint64_t bytes, Time took);
  // How long after its start a part of this size is a straggler; nothing while too few like it were seen.
  std::optional<Time> straggles_after(std::uint64_t bytes) const;
  // Second requests cost at most 0.5 % of what has been sent well so far.
  bool may_spend(std::uint64_t bytes) const;
  void spend(std::uint64_t bytes);

  std::uint64_t twins() const { return twins_; }
  std::uint64_t bytes_spent() const { return spent_; }

 private:
  struct Took {
    std::uint64_t bytes = 0;
    Time time{0};
  };

  std::array<Took, 64> recent_{};  // a ring
  std::size_t seen_ = 0;
  std::uint64_t answered_ = 0, spent_ = 0, twins_ = 0;
};

}  // namespace ingot::transfer
