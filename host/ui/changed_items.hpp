// ChangedItems: which items have moved lately, for readers that come by in their own time. Keeps the last ones and
// nothing of a reader, so that a slow one costs nobody anything. Internally locked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

#include "host/run/item_listener.hpp"

namespace ingot::ui {

class ChangedItems final : public run::ItemListener {
 public:
  static constexpr std::size_t kKept = 500;

  struct Change {
    std::uint64_t upto = 0;           // to be given back as `since` next time
    std::vector<std::int64_t> items;  // seqs, each once, ascending; of more than kKept the latest
  };

  void item_moved(const run::ItemNews& news) override;
  Change since(std::uint64_t since) const;
  std::uint64_t upto() const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::int64_t> ring_;  // guarded by mutex_; the n-th change is at n % kKept
  std::uint64_t count_ = 0;         // guarded by mutex_
};

}  // namespace ingot::ui
