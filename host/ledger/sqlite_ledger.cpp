#include "host/ledger/sqlite_ledger.hpp"

#include <utility>

#include "host/base/text.hpp"
#include "host/ledger/reading.hpp"
#include "host/ledger/schema.hpp"

namespace ingot::ledger {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kVisitPage = 256;

std::string place_of(const fs::path& file) {
  return "ledger " + printable(file.string());
}

fs::path beside(const fs::path& file, const char* suffix) {
  return file.string() + suffix;
}

Result<std::unique_ptr<Ledger>> named(const fs::path& file,
                                      Result<std::unique_ptr<Ledger>> result) {
  if (!result) return result.error().within(place_of(file));
  return result;
}

void remove_unfinished(const fs::path& file) {
  std::error_code ignored;  // what stays is named by check_schema
  for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(beside(file, suffix), ignored);
}

Result<Connection> create_file(const fs::path& file) {
  INGOT_TRY(Connection connection, Connection::open(file, Access::create));
  INGOT_CHECK(create_schema(connection));
  return connection;
}

}  // namespace

Result<std::unique_ptr<Ledger>> Ledger::create(const fs::path& file) {
  return named(file, SqliteLedger::create_at(file));
}

Result<std::unique_ptr<Ledger>> Ledger::open(const fs::path& file) {
  return named(file, SqliteLedger::open_at(file));
}

Result<std::unique_ptr<Ledger>> Ledger::open_read_only(const fs::path& file) {
  return named(file, SqliteLedger::open_to_read(file));
}

Result<std::unique_ptr<Ledger>> SqliteLedger::create_at(const fs::path& file) {
  INGOT_TRY(WriterLock lock, WriterLock::take(file));
  std::error_code failure;
  if (fs::exists(fs::symlink_status(file, failure))) {
    return Error{ErrorKind::conflict, "it already exists; resume that run or choose another name"};
  }
  Result<Connection> connection = create_file(file);
  if (!connection) {
    remove_unfinished(file);
    return connection.error();
  }
  return make(file, std::move(lock), *std::move(connection));
}

Result<std::unique_ptr<Ledger>> SqliteLedger::open_at(const fs::path& file) {
  // What it is comes first: no lock file is left beside something foreign.
  INGOT_TRY(Connection connection, Connection::open(file, Access::read_write));
  INGOT_CHECK(check_schema(connection));
  if (connection.is_read_only()) return Error{ErrorKind::refused, "no permission to write it"};
  INGOT_TRY(WriterLock lock, WriterLock::take(file));
  return make(file, std::move(lock), std::move(connection));
}

Result<std::unique_ptr<Ledger>> SqliteLedger::open_to_read(const fs::path& file) {
  INGOT_TRY(Connection connection, connect_to_read(file));
  return make(file, std::nullopt, std::move(connection));
}

SqliteLedger::SqliteLedger(std::string place, std::optional<WriterLock> lock, Connection connection,
                           Queries queries)
    : place_(std::move(place)),
      lock_(std::move(lock)),
      connection_(std::move(connection)),
      queries_(std::move(queries)) {}

Result<std::unique_ptr<Ledger>> SqliteLedger::make(const fs::path& file,
                                                   std::optional<WriterLock> lock,
                                                   Connection connection) {
  bool is_writing = lock.has_value();
  if (is_writing) INGOT_CHECK(prepare_for_writing(connection));
  INGOT_TRY(Queries queries, Queries::prepare(connection));
  std::unique_ptr<SqliteLedger> ledger(
      new SqliteLedger(place_of(file), std::move(lock), std::move(connection), std::move(queries)));
  if (is_writing) INGOT_CHECK(ledger->prepare_writing());
  return std::unique_ptr<Ledger>(std::move(ledger));
}

Status SqliteLedger::prepare_writing() {
  INGOT_TRY(Applier applier, Applier::prepare(connection_));
  INGOT_TRY(Statement begin, connection_.prepare("begin immediate"));
  INGOT_TRY(Statement commit, connection_.prepare("commit"));
  connection_.count_log_pages(&log_pages_);
  writing_ =
      std::make_unique<Writing>(Writing{std::move(applier), std::move(begin), std::move(commit)});
  return {};
}

Status SqliteLedger::apply(const Transaction& transaction, Durability durability) {
  if (!writing_) return placed(Error{ErrorKind::refused, "it was opened to be read only"});
  if (failure_) return *failure_;
  if (transaction.empty()) return {};
  Status committed = commit(transaction, durability);
  if (!committed) {
    failure_ = placed(committed.error().within("write"));
    if (connection_.is_in_transaction()) {
      ignore_error(connection_.execute("rollback"), "closing the file rolls back as well");
    }
    return *failure_;
  }
  checkpoint_when_due();
  return {};
}

Status SqliteLedger::commit(const Transaction& transaction, Durability durability) {
  INGOT_CHECK(set_durability(durability));
  INGOT_CHECK(writing_->begin.run());
  INGOT_CHECK(writing_->applier.apply(transaction));
  return writing_->commit.run();
}

// Switching costs 5 µs, a sync milliseconds; syncing the log by hand would need SQLite's file
// beneath its feet.
Status SqliteLedger::set_durability(Durability durability) {
  if (durability == writing_->synced) return {};
  bool is_disk = durability == Durability::disk;
  INGOT_CHECK(
      connection_.execute(is_disk ? "pragma synchronous = full" : "pragma synchronous = normal"));
  writing_->synced = durability;
  return {};
}

void SqliteLedger::checkpoint_when_due() {
  if (log_pages_ < writing_->checkpoint_at) {
    // A log that was reset starts small again.
    if (log_pages_ < kCheckpointPages) writing_->checkpoint_at = kCheckpointPages;
    return;
  }
  Result<bool> is_complete = connection_.checkpoint();
  if (!is_complete) {
    // What was applied is safe in the log, but a disk that fails a sync once cannot be believed the
    // next time.
    failure_ = placed(is_complete.error().within("checkpoint"));
    return;
  }
  // A reader holds the rest back: not again until as much has been added.
  writing_->checkpoint_at = *is_complete ? kCheckpointPages : log_pages_ + kCheckpointPages;
}

Error SqliteLedger::placed(const Error& error) const {
  return error.within(place_);
}

Result<std::optional<std::string>> SqliteLedger::fact(std::string_view name) {
  return placed(queries_.fact(name));
}

Result<std::optional<Item>> SqliteLedger::item(std::int64_t seq) {
  return placed(queries_.item(seq));
}

Result<std::optional<Item>> SqliteLedger::find(std::string_view key) {
  // The writer's index is out of step with the file after a failure.
  if (!writing_ || failure_) return placed(queries_.find(key));
  Result<std::optional<std::int64_t>> seq = writing_->applier.find(key);
  if (!seq) return placed(seq.error());
  if (!seq->has_value()) return std::optional<Item>();
  return item(**seq);
}

Result<std::vector<Item>> SqliteLedger::next(ItemState state, std::int64_t after,
                                             std::int64_t now_ms, std::size_t limit) {
  return placed(queries_.next(Page{state, after, now_ms, limit}));
}

Result<std::optional<std::int64_t>> SqliteLedger::earliest_retry() {
  return placed(queries_.earliest_retry());
}

Result<std::vector<Item>> SqliteLedger::due_retries(std::int64_t now_ms, std::size_t limit) {
  return placed(queries_.due_retries(now_ms, limit));
}

Result<std::vector<StateCount>> SqliteLedger::counts() {
  return placed(queries_.counts());
}

Result<std::vector<Batch>> SqliteLedger::open_batches() {
  return placed(queries_.open_batches());
}

Result<std::int64_t> SqliteLedger::last_batch() {
  return placed(queries_.last_batch());
}

Result<std::vector<JournalEntry>> SqliteLedger::journal(std::int64_t batch) {
  return placed(queries_.journal(batch));
}

Status SqliteLedger::each_item(const std::function<Status(const Item&)>& visit) {
  std::int64_t after = 0;
  while (true) {
    Result<std::vector<Item>> page = placed(queries_.any_after(after, kVisitPage));
    if (!page) return page.error();
    for (const Item& item : *page) INGOT_CHECK(visit(item));
    if (page->size() < kVisitPage) return {};
    after = page->back().seq;
  }
}

}  // namespace ingot::ledger
