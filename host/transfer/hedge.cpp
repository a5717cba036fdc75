#include "host/transfer/hedge.hpp"

#include <algorithm>
#include <vector>

namespace ingot::transfer {

static constexpr std::uint64_t kSpentPerMille = 5;
// Twice the usual time, and more than nearly all of the others took: on a path where times vary widely twice is usual.
static constexpr int kTimesMedian = 2;
static constexpr std::size_t kFewest = 16;
// Below this a second request is not worth its handshakes.
static constexpr std::chrono::milliseconds kLeast{500};

void Hedge::answered(std::uint64_t bytes, Time took) {
  recent_[seen_++ % recent_.size()] = Took{bytes, took};
  answered_ += bytes;
}

std::optional<Hedge::Time> Hedge::straggles_after(std::uint64_t bytes) const {
  std::vector<Time> alike;
  const std::size_t known = std::min(seen_, recent_.size());
  for (std::size_t i = 0; i < known; ++i) {
    if (recent_[i].bytes >= bytes / 2 && recent_[i].bytes / 2 <= bytes) alike.push_back(recent_[i].time);
  }
  if (alike.size() < kFewest) return std::nullopt;
  std::sort(alike.begin(), alike.end());
  const Time median = alike[alike.size() / 2];
  const Time nearly_all = alike[alike.size() * 9 / 10];
  return std::max({kTimesMedian * median, nearly_all + nearly_all / 4, Time(kLeast)});
}

bool Hedge::may_spend(std::uint64_t bytes) const {
  return spent_ + bytes <= answered_ / 1000 * kSpentPerMille;
}

void Hedge::spend(std::uint64_t bytes) {
  spent_ += bytes;
  ++twins_;
}

}  // namespace ingot::transfer
