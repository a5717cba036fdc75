// KeptItems: a sink that keeps what a source finds. Used by one thread.
#pragma once

#include <utility>
#include <vector>

#include "host/run/item_source.hpp"

namespace ingot::test {

class KeptItems final : public run::ItemSink {
 public:
  Status take(std::vector<ledger::Item> items) override {
    for (auto& item : items) all.push_back(std::move(item));
    return {};
  }
  std::vector<ledger::Item> all;
};

}  // namespace ingot::test
