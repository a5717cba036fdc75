// Ledger: the truth about one run, in one SQLite file (FORMAT.md). Every fact is written before it
// is acted on. One writer per file, across processes; any number of readers. Holds no secrets. A
// Ledger object is used by one thread at a time; a thread that only reads opens its own with
// open_read_only and sees what apply() has returned for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/base/result.hpp"
#include "host/ledger/batch.hpp"
#include "host/ledger/item.hpp"
#include "host/ledger/mutation.hpp"

namespace ingot::ledger {

enum class Durability {
  process,  // survives kill -9 of this process; a power failure may take the latest such
            // transactions
  disk,     // survives power loss, and so does everything applied before it; costs a disk sync
            // (milliseconds)
};

class Ledger {
 public:
  // Errors name the file. not_found: no such file or folder; conflict: create() on a file that
  // exists, or another process writes it; refused: permissions, a foreign file or one of a newer
  // ingot; invalid: damaged; no_space and unavailable: the disk.
  static Result<std::unique_ptr<Ledger>> create(const std::filesystem::path& file);
  static Result<std::unique_ptr<Ledger>> open(const std::filesystem::path& file);
  static Result<std::unique_ptr<Ledger>> open_read_only(const std::filesystem::path& file);
  virtual ~Ledger() = default;

  // All or nothing; on success the facts have the asked durability. Blocks for the disk. After a
  // failure every further apply fails with the same error, and what failed must not be acted on: it
  // is not visible here, but if the sync itself failed it may be there when the file is opened
  // again. Queries go on working.
  virtual Status apply(const Transaction& transaction, Durability durability) = 0;

  virtual Result<std::optional<std::string>> fact(std::string_view name) = 0;
  virtual Result<std::optional<Item>> item(std::int64_t seq) = 0;
  virtual Result<std::optional<Item>> find(std::string_view key) = 0;
  // Up to `limit` items of `state` with seq > after, by seq; pending ones only if not_before_ms <=
  // now_ms. Costs the rows between `after` and the last one found, except for transferred and
  // orphaned, which are indexed.
  virtual Result<std::vector<Item>> next(ItemState state, std::int64_t after, std::int64_t now_ms,
                                         std::size_t limit) = 0;
  // Earliest not_before_ms of a pending item that waits for a time; nothing if none waits.
  virtual Result<std::optional<std::int64_t>> earliest_retry() = 0;
  // Pending items that waited for a time which has come (not_before_ms in 1..now_ms), by time, then
  // seq.
  virtual Result<std::vector<Item>> due_retries(std::int64_t now_ms, std::size_t limit) = 0;
  // The states that have items, by state. Kept up to date by apply(): costs nothing at any size.
  virtual Result<std::vector<StateCount>> counts() = 0;
  virtual Result<std::vector<Batch>> open_batches() = 0;
  // The highest id a batch of this run ever had, closed ones included; 0 if there was none.
  virtual Result<std::int64_t> last_batch() = 0;
  // By action number; empty for a batch that is not open.
  virtual Result<std::vector<JournalEntry>> journal(std::int64_t batch) = 0;
  // Every item by seq, streamed in pages, so `visit` may query and what is applied meanwhile may be
  // seen or not; stops at the first failure of `visit` and returns it.
  virtual Status each_item(const std::function<Status(const Item&)>& visit) = 0;
};

}  // namespace ingot::ledger
