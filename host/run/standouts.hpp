// Standouts: the items a person would ask about while a run goes on: those under way longest and those that were tried
// most often. StandoutsKeeper gathers them on the pipeline's thread; what it hands out is never changed again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "host/transfer/engine.hpp"

namespace ingot::run {

struct Standouts {
  static constexpr std::size_t kMost = 5;

  struct Slow {
    std::int64_t seq = 0;
    std::string key;
    std::int64_t age_ms = 0;
    std::uint32_t parts_planned = 0, parts_acknowledged = 0;  // 0 planned: not ours to plan
  };
  struct Retried {
    std::int64_t seq = 0;
    std::string key;
    std::uint32_t attempts = 0;  // sessions
    std::uint32_t resends = 0;   // of requests, in its present or last session
  };
  std::vector<Slow> slowest;     // under way, oldest first
  std::vector<Retried> retried;  // of this process, most first
  std::uint64_t completing = 0;  // under way with every byte acknowledged
};

class StandoutsKeeper {
 public:
  // A session gave the item back.
  void item_came_back(const transfer::SessionItem& item, std::uint32_t attempts, std::uint32_t resends);
  std::shared_ptr<const Standouts> look(const transfer::Engine& engine) const;

 private:
  std::vector<Standouts::Retried> retried_;  // most first, of items that are not under way
};

}  // namespace ingot::run
