// EarlierRuns: what runs of the same job before this one have brought to the vendor. Reads only. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "host/base/result.hpp"

namespace ingot::run {

struct EarlierItem {
  std::string run_id = {};
  std::string remote_id = {}, meta = {};
  std::string row = {};  // as the ledger keeps it; of a record all there is to compare
  std::uint64_t size = 0;
  std::int64_t mtime_ns = 0;
  std::string sha256 = {};  // 32 raw bytes, or empty: that run did not record it
};

class EarlierRuns {
 public:
  virtual ~EarlierRuns() = default;
  // The latest one that ended well under this key, if any. An error: a ledger cannot be read.
  virtual Result<std::optional<EarlierItem>> find(std::string_view key) = 0;
};

}  // namespace ingot::run
