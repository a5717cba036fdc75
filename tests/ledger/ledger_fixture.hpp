// What the tests of the ledger share: a fresh folder, sample facts, and a whole ledger as
// comparable text.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "host/ledger/ledger.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::ledger::test {

inline std::unique_ptr<Ledger> must(Result<std::unique_ptr<Ledger>> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return *std::move(result);
}

inline void must(const Status& status) {
  if (!status) throw std::runtime_error(status.error().message);
}

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return *std::move(result);
}

AddItem add(const std::string& key, std::uint64_t size = 10);
UpdateItem update(std::int64_t seq, ItemState state);
OpenBatch open_batch(std::int64_t id, std::vector<std::int64_t> items,
                     ItemState become = ItemState::active);

// Everything the queries can say, one fact a line.
std::string dump(Ledger& ledger);
// The tally counted anew from the items, as counts() has it.
std::string counted(Ledger& ledger);
std::string tallied(Ledger& ledger);

class LedgerTest : public testing::Test {
 protected:
  std::filesystem::path file() const { return folder_.path() / "run.ledger"; }

 private:
  ingot::test::TempDir folder_;
};

}  // namespace ingot::ledger::test
