// ScanFeed: how far the scan has come, as the pipeline needs to know it. Thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "host/base/error.hpp"

namespace ingot::run {

struct ScanState {
  std::uint64_t generation = 0;        // grows whenever items have been committed to the ledger
  bool is_complete = false;            // every item there will ever be is in the ledger
  std::optional<Error> failure;        // the scan ended early; no more items will come
  std::string cut_off = {};            // with is_complete: the source had more than could be seen; what to do
};

class ScanFeed {
 public:
  virtual ~ScanFeed() = default;
  virtual ScanState state() const = 0;
};

}  // namespace ingot::run
