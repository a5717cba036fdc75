// FaultyLedger: a Ledger in front of another whose k-th apply fails, before or after it took
// effect, and every one after that. Counts what passes through, so a sweep knows how many k there
// are. Used like a Ledger: by one thread.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>

#include "host/ledger/ledger.hpp"

namespace ingot::test {

enum class FaultMoment {
  before_commit,  // nothing of the transaction is in the ledger
  after_commit,   // all of it is, and the caller is not told: what a kill between commit and answer
                  // leaves
};

struct LedgerFault {
  std::size_t at_apply = 0;  // 1 = the first; 0 = never
  FaultMoment moment = FaultMoment::before_commit;
  Error error{ErrorKind::no_space, "ledger: injected fault"};
};

class FaultyLedger final : public ledger::Ledger {
 public:
  // `inner` must outlive this.
  explicit FaultyLedger(ledger::Ledger& inner, LedgerFault fault = {})
      : inner_(inner), fault_(std::move(fault)) {}

  // Applies asked for so far, the failed ones included.
  std::size_t applies() const { return applies_; }
  bool has_failed() const { return has_failed_; }

  Status apply(const ledger::Transaction& transaction, ledger::Durability durability) override {
    ++applies_;
    if (has_failed_) return fault_.error;
    if (applies_ != fault_.at_apply) return inner_.apply(transaction, durability);
    has_failed_ = true;
    if (fault_.moment == FaultMoment::after_commit) {
      Status applied = inner_.apply(transaction, durability);
      if (!applied) return applied;
    }
    return fault_.error;
  }

  Result<std::optional<std::string>> fact(std::string_view name) override {
    return inner_.fact(name);
  }
  Result<std::optional<ledger::Item>> item(std::int64_t seq) override { return inner_.item(seq); }
  Result<std::optional<ledger::Item>> find(std::string_view key) override {
    return inner_.find(key);
  }
  Result<std::vector<ledger::Item>> next(ledger::ItemState state, std::int64_t after,
                                         std::int64_t now_ms, std::size_t limit) override {
    return inner_.next(state, after, now_ms, limit);
  }
  Result<std::optional<std::int64_t>> earliest_retry() override { return inner_.earliest_retry(); }
  Result<std::vector<ledger::Item>> due_retries(std::int64_t now_ms, std::size_t limit) override {
    return inner_.due_retries(now_ms, limit);
  }
  Result<std::vector<ledger::StateCount>> counts() override { return inner_.counts(); }
  Result<std::vector<ledger::Batch>> open_batches() override { return inner_.open_batches(); }
  Result<std::int64_t> last_batch() override { return inner_.last_batch(); }
  Result<std::vector<ledger::JournalEntry>> journal(std::int64_t batch) override {
    return inner_.journal(batch);
  }
  Status each_item(const std::function<Status(const ledger::Item&)>& visit) override {
    return inner_.each_item(visit);
  }

 private:
  ledger::Ledger& inner_;
  const LedgerFault fault_;
  std::size_t applies_ = 0;
  bool has_failed_ = false;
};

}  // namespace ingot::test
