// ItemBatches: hands items on to a sink some hundred at a time, so that neither a call for each nor a whole table in memory
// is the price. Used by one thread; the sink must outlive it.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "host/run/item_source.hpp"

namespace ingot::run {

class ItemBatches {
 public:
  explicit ItemBatches(ItemSink& sink) : sink_(sink) {}

  // An error is the sink's.
  Status add(ledger::Item item) {
    found_.push_back(std::move(item));
    return found_.size() < kMost ? Status() : flush();
  }
  // What is left; to be called at the end.
  Status flush() {
    if (found_.empty()) return {};
    return sink_.take(std::exchange(found_, {}));
  }

 private:
  static constexpr std::size_t kMost = 256;

  ItemSink& sink_;
  std::vector<ledger::Item> found_;
};

}  // namespace ingot::run
