// SqliteLedger: the Ledger on one SQLite file: opening, transactions, durability, checkpoints. What
// is written is Applier's, what is read Queries'. Internal to this folder; used by one thread at a
// time.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/ledger/applier.hpp"
#include "host/ledger/ledger.hpp"
#include "host/ledger/queries.hpp"
#include "host/ledger/sqlite.hpp"
#include "host/ledger/writer_lock.hpp"

namespace ingot::ledger {

class SqliteLedger final : public Ledger {
 public:
  // Errors do not name the file yet.
  static Result<std::unique_ptr<Ledger>> create_at(const std::filesystem::path& file);
  static Result<std::unique_ptr<Ledger>> open_at(const std::filesystem::path& file);
  static Result<std::unique_ptr<Ledger>> open_to_read(const std::filesystem::path& file);

  Status apply(const Transaction& transaction, Durability durability) override;

  Result<std::optional<std::string>> fact(std::string_view name) override;
  Result<std::optional<Item>> item(std::int64_t seq) override;
  Result<std::optional<Item>> find(std::string_view key) override;
  Result<std::vector<Item>> next(ItemState state, std::int64_t after, std::int64_t now_ms,
                                 std::size_t limit) override;
  Result<std::optional<std::int64_t>> earliest_retry() override;
  Result<std::vector<Item>> due_retries(std::int64_t now_ms, std::size_t limit) override;
  Result<std::vector<StateCount>> counts() override;
  Result<std::vector<Batch>> open_batches() override;
  Result<std::int64_t> last_batch() override;
  Result<std::vector<JournalEntry>> journal(std::int64_t batch) override;
  Status each_item(const std::function<Status(const Item&)>& visit) override;

 private:
  // 8 MiB of log: large enough that a page changed often is copied seldom, small beside a million
  // items.
  static constexpr int kCheckpointPages = 2000;

  // Everything a ledger needs that also writes.
  struct Writing {
    Applier applier;
    Statement begin, commit;
    Durability synced = Durability::process;  // what the connection is set to
    int checkpoint_at = kCheckpointPages;
  };

  SqliteLedger(std::string place, std::optional<WriterLock> lock, Connection connection,
               Queries queries);
  // A ledger that writes if it is given the lock.
  static Result<std::unique_ptr<Ledger>> make(const std::filesystem::path& file,
                                              std::optional<WriterLock> lock,
                                              Connection connection);
  Status prepare_writing();
  Status commit(const Transaction& transaction, Durability durability);
  Status set_durability(Durability durability);
  void checkpoint_when_due();
  Error placed(const Error& error) const;
  template <class T>
  Result<T> placed(Result<T> result) const {
    return result ? std::move(result) : Result<T>(placed(result.error()));
  }

  const std::string place_;         // "ledger /a/b"
  int log_pages_ = 0;               // outlives the connection, which counts here
  std::optional<WriterLock> lock_;  // outlives the connection: closing it still writes
  Connection connection_;
  Queries queries_;
  std::unique_ptr<Writing> writing_;  // nothing if read only
  std::optional<Error> failure_;      // of the first failed apply or checkpoint
};

}  // namespace ingot::ledger
