// KeyIndex: which item has a key, for the writer of a ledger. The newest keys are held in memory
// and go to item_key in sorted runs: one by one they would dirty a database page each (4 KiB
// written per item at a million items). What is only in memory is read again from the items on
// load, so nothing is lost with it. Internal to this folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "host/ledger/sqlite.hpp"

namespace ingot::ledger {

// What item_key stores of a key. 32 bits are enough: equal hashes are told apart by the key itself,
// and each byte is paid for every item.
std::uint32_t stored_hash(std::string_view key);

class KeyIndex {
 public:
  // `connection` must outlive the index.
  static Result<KeyIndex> load(Connection& connection);

  Result<std::optional<std::int64_t>> find(std::string_view key);
  // Within a transaction, after the item was inserted; `seq` above every earlier one.
  Status add(std::string_view key, std::int64_t seq);

 private:
  KeyIndex() = default;
  Status load_recent();
  Status flush();

  // 32 768 keys: 1.5 MiB, and a flush of 50 ms every so often; twice as many made adding 5 %
  // cheaper.
  static constexpr std::size_t kRecentLimit = 32'768;

  Statement find_flushed_, is_key_, insert_, set_mark_, select_recent_;
  std::unordered_multimap<std::uint32_t, std::int64_t> recent_;  // hash -> seq, not in item_key yet
  std::int64_t last_seq_ = 0;
};

}  // namespace ingot::ledger
