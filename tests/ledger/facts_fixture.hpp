// A ledger that is written and asked; at the end of each test its facts must be the same to the
// writer, to a reader beside it and after reopening.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/ledger/ledger_fixture.hpp"

namespace ingot::ledger::test {

class Facts : public LedgerTest {
 protected:
  Facts() : ledger_(must(Ledger::create(file()))) {}

  void apply(const Transaction& transaction) {
    must(ledger_->apply(transaction, Durability::process));
  }
  Error refusal(const Transaction& transaction) {
    Status status = ledger_->apply(transaction, Durability::process);
    return status ? Error{ErrorKind::internal, "was applied"} : status.error();
  }
  Item item(std::int64_t seq) { return must(ledger_->item(seq)).value(); }
  std::vector<std::int64_t> next(ItemState state, std::int64_t after = 0, std::int64_t now_ms = 0,
                                 std::size_t limit = 100) {
    std::vector<std::int64_t> seqs;
    for (const Item& found : must(ledger_->next(state, after, now_ms, limit)))
      seqs.push_back(found.seq);
    return seqs;
  }
  // The same facts must be seen by a reader beside the writer and by the next process.
  void TearDown() override {
    std::string seen = dump(*ledger_);
    EXPECT_EQ(tallied(*ledger_), counted(*ledger_));
    EXPECT_EQ(dump(*must(Ledger::open_read_only(file()))), seen);
    ledger_.reset();
    EXPECT_EQ(dump(*must(Ledger::open_read_only(file()))), seen);
    EXPECT_EQ(dump(*must(Ledger::open(file()))), seen);
  }

  std::unique_ptr<Ledger> ledger_;
};

}  // namespace ingot::ledger::test
