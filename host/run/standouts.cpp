#include "host/run/standouts.hpp"

#include <algorithm>

#include <ingot/plugin.h>

namespace ingot::run {

using Retried = Standouts::Retried;
using Slow = Standouts::Slow;

static std::uint64_t weight(const Retried& item) { return std::uint64_t{item.attempts} + item.resends; }

// One entry for an item, the latest; what is behind the most is not kept.
static void keep(std::vector<Retried>& kept, Retried item) {
  std::erase_if(kept, [&](const Retried& other) { return other.seq == item.seq; });
  const auto behind = std::find_if(kept.begin(), kept.end(),
                                   [&](const Retried& other) { return weight(other) < weight(item); });
  kept.insert(behind, std::move(item));
  if (kept.size() > Standouts::kMost) kept.pop_back();
}

static void keep(std::vector<Slow>& kept, const transfer::OpenItem& open) {
  const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(open.age).count();
  const auto behind =
      std::find_if(kept.begin(), kept.end(), [age](const Slow& other) { return other.age_ms < age; });
  if (behind == kept.end() && kept.size() == Standouts::kMost) return;
  kept.insert(behind, Slow{open.item.seq, open.item.key, age, open.item.n_parts, open.parts_acknowledged});
  if (kept.size() > Standouts::kMost) kept.pop_back();
}

void StandoutsKeeper::item_came_back(const transfer::SessionItem& item, std::uint32_t attempts,
                                     std::uint32_t resends) {
  // The usual item is tried once, and nothing of it is sent again.
  if (attempts <= 1 && resends == 0) return;
  if (retried_.size() == Standouts::kMost && attempts + resends <= weight(retried_.back())) return;
  keep(retried_, Retried{item.seq, item.key, attempts, resends});
}

std::shared_ptr<const Standouts> StandoutsKeeper::look(const transfer::Engine& engine) const {
  auto seen = std::make_shared<Standouts>();
  seen->retried = retried_;
  engine.each_open_item([&](const transfer::OpenItem& open) {
    keep(seen->slowest, open);
    if (open.item.tries > 0 || open.resends > 0) {
      keep(seen->retried, Retried{open.item.seq, open.item.key, open.item.tries + 1, open.resends});
    }
    const bool is_sent = open.item.file.size > 0 && open.bytes_acknowledged >= open.item.file.size;
    if (open.op == INGOT_OP_TRANSFER && is_sent) ++seen->completing;
  });
  return seen;
}

}  // namespace ingot::run
