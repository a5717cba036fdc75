#include "host/ui/changed_items.hpp"

#include <algorithm>

namespace ingot::ui {

void ChangedItems::item_moved(const run::ItemNews& news) {
  std::lock_guard lock(mutex_);
  if (ring_.size() < kKept) {
    ring_.push_back(news.seq);
  } else {
    ring_[count_ % kKept] = news.seq;
  }
  ++count_;
}

std::uint64_t ChangedItems::upto() const {
  std::lock_guard lock(mutex_);
  return count_;
}

ChangedItems::Change ChangedItems::since(std::uint64_t since) const {
  Change change;
  {
    std::lock_guard lock(mutex_);
    change.upto = count_;
    const std::uint64_t oldest = count_ - std::min<std::uint64_t>(count_, kKept);
    for (std::uint64_t i = std::max(since, oldest); i < count_; ++i) change.items.push_back(ring_[i % kKept]);
  }
  std::sort(change.items.begin(), change.items.end());
  change.items.erase(std::unique(change.items.begin(), change.items.end()), change.items.end());
  return change;
}

}  // namespace ingot::ui
