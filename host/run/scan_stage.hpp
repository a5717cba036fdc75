// ScanStage: walks the source on its own thread and puts what it finds into the ledger, batch by batch, while the
// pipeline already works on the first ones. state() from any thread.
#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>

#include "host/base/mailbox.hpp"
#include "host/base/task_group.hpp"
#include "host/ledger/writer.hpp"
#include "host/run/item_source.hpp"
#include "host/run/scan_feed.hpp"
#include "host/transfer/facts.hpp"

namespace ingot::run {

// The run fact that says that every item there will be is in the ledger.
inline constexpr std::string_view kScanComplete = "scan_complete";

class ScanStage final : public ScanFeed, private ItemSink {
 public:
  struct Parts {
    ItemSource& source;
    ledger::Commits& commits;
    Mailbox<transfer::Fact>& mailbox;  // nudged when there is news
  };
  explicit ScanStage(Parts parts) : parts_(parts) {}

  // Starts the walk in `tasks`. Items already in the ledger are ignored there, so a walk may be repeated.
  void start(TaskGroup& tasks);
  ScanState state() const override;

 private:
  Status walk(const std::stop_token& stop);
  Status take(std::vector<ledger::Item> items) override;
  Status submit(ledger::Transaction transaction);
  void committed(const Status& status, bool was_last);
  void fail(const Error& why);

  Parts parts_;
  std::stop_token stop_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  ScanState state_;             // guarded by mutex_
  std::size_t under_way_ = 0;   // guarded by mutex_: transactions not committed yet
};

}  // namespace ingot::run
