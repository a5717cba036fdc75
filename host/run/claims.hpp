// Claims: which items are in this process's hands. An item is claimed when its session opens and free again only
// when the ledger has committed how that session ended: until then a reader would still see its old state.
// Owned by the pipeline's thread; bounded by the sessions that are open.
#pragma once

#include <cstdint>
#include <deque>
#include <unordered_set>
#include <utility>
#include <vector>

namespace ingot::run {

class Claims {
 public:
  void take(std::int64_t seq) { held_.insert(seq); }
  bool has(std::int64_t seq) const { return held_.contains(seq); }
  std::size_t size() const { return held_.size(); }
  // Free as soon as transaction `sequence` is committed.
  void release_after(std::uint64_t sequence, std::vector<std::int64_t> seqs) {
    leaving_.emplace_back(sequence, std::move(seqs));
  }
  void committed(std::uint64_t sequence) {
    while (!leaving_.empty() && leaving_.front().first <= sequence) {
      for (const std::int64_t seq : leaving_.front().second) held_.erase(seq);
      leaving_.pop_front();
    }
  }

 private:
  std::unordered_set<std::int64_t> held_;
  std::deque<std::pair<std::uint64_t, std::vector<std::int64_t>>> leaving_;  // by transaction
};

}  // namespace ingot::run
