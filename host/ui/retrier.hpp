// Retrier: gives ended items another try on behalf of somebody who looks at the page. Thread-safe.
#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "host/base/result.hpp"
#include "host/run/revival_desk.hpp"

namespace ingot::ui {

class Retrier {
 public:
  virtual ~Retrier() = default;
  // Whether the run is where something can be retried, now.
  virtual bool may_retry() const = 0;
  // Waits until the ledger has it. unavailable: it cannot be done now.
  virtual Result<run::RevivalAnswer> retry(const std::vector<std::int64_t>& seqs, const std::stop_token& stop) = 0;
};

}  // namespace ingot::ui
