// InlineWriter: Commits without a thread, for simulated time: each transaction is applied within
// submit(), one by one, and `done` is called before it returns. One thread.
#pragma once

#include <utility>

#include "host/ledger/writer.hpp"

namespace ingot::ledger {

class InlineWriter final : public Commits {
 public:
  // `ledger` must outlive this; its owner may query it between submissions.
  explicit InlineWriter(Ledger& ledger) : ledger_(ledger) {}

  using Commits::submit;
  void submit(Transaction transaction, Durability durability, Done done,
              const std::stop_token& /*nothing waits*/) override {
    done(ledger_.apply(transaction, durability));
  }

 private:
  Ledger& ledger_;
};

}  // namespace ingot::ledger
