// Keys beyond what the writer holds in memory: duplicates and lookups across the runs written to
// the file; and what a large ledger costs on disk.
#include "host/ledger/key_index.hpp"

#include "tests/ledger/ledger_fixture.hpp"

namespace ingot::ledger::test {
namespace {

// About 50 bytes, like a path.
std::string key_of(int i) {
  std::string digits = std::to_string(i);
  return "projects/season-" + std::to_string(i / 10'000) + "/look-" +
         std::to_string(i / 100 % 100) + "/image-" + std::string(20 - digits.size(), '0') + digits +
         ".jpeg";
}

class ManyKeys : public LedgerTest {
 protected:
  static constexpr int kItems = 66'000;  // two runs and some in memory

  // Keys [first, last).
  void add_range(Ledger& ledger, int first, int last) {
    for (int i = first; i < last;) {
      Transaction transaction;
      for (int j = 0; j < 1000 && i < last; ++j, ++i) {
        AddItem item = add(key_of(i), 100'000u + static_cast<unsigned>(i));
        item.item.mtime_ns = 1'700'000'000'000'000'000 + i;
        item.item.inode = 12'345'678u + static_cast<unsigned>(i);
        transaction.push_back(item);
      }
      must(ledger.apply(transaction, Durability::process));
    }
  }
};

TEST_F(ManyKeys, a_repeated_scan_adds_nothing_and_all_are_found_within_the_size_budget) {
  auto ledger = must(Ledger::create(file()));
  add_range(*ledger, 0, kItems);
  add_range(*ledger, 30'000, 36'000);
  EXPECT_EQ(must(ledger->counts()).at(0).items, static_cast<std::uint64_t>(kItems));
  ledger.reset();
  EXPECT_LT(std::filesystem::file_size(file()), std::uintmax_t{kItems} * 130);
  EXPECT_FALSE(std::filesystem::exists(file().string() + "-wal"));

  ledger = must(Ledger::open(file()));
  add_range(*ledger, 0, 3'000);
  add_range(*ledger, kItems - 6'000, kItems);
  auto reader = must(Ledger::open_read_only(file()));
  for (Ledger* each : {ledger.get(), reader.get()}) {
    EXPECT_EQ(must(each->counts()).at(0).items, static_cast<std::uint64_t>(kItems));
    for (int i : {0, 1, 32'766, 32'767, 32'768, 65'535, 65'536, kItems - 1}) {
      auto found = must(each->find(key_of(i)));
      ASSERT_TRUE(found.has_value()) << i;
      EXPECT_EQ(found->seq, i + 1);
    }
    EXPECT_FALSE(must(each->find(key_of(kItems))).has_value());
  }
}

TEST_F(ManyKeys, keys_with_equal_hashes_are_told_apart) {
  // Found by search: among some 100 000 short keys a pair shares its 32 bits.
  std::unordered_map<std::uint32_t, std::string> seen;
  std::optional<std::pair<std::string, std::string>> pair;
  for (int i = 0; i < 400'000 && !pair; ++i) {
    std::string key = std::to_string(i);
    auto [place, is_new] = seen.emplace(stored_hash(key), key);
    if (!is_new) pair.emplace(place->second, key);
  }
  ASSERT_TRUE(pair.has_value());
  auto ledger = must(Ledger::create(file()));
  must(ledger->apply({add(pair->first)}, Durability::process));
  EXPECT_FALSE(must(ledger->find(pair->second)).has_value());
  must(ledger->apply({add(pair->second), add(pair->first)}, Durability::process));
  EXPECT_EQ(must(ledger->find(pair->first))->seq, 1);
  EXPECT_EQ(must(ledger->find(pair->second))->seq, 2);
  add_range(*ledger, 0, 33'000);  // both go to the file
  must(ledger->apply({add(pair->second), add(pair->first)}, Durability::process));
  EXPECT_EQ(must(ledger->find(pair->first))->seq, 1);
  EXPECT_EQ(must(ledger->find(pair->second))->seq, 2);
  EXPECT_EQ(must(must(Ledger::open_read_only(file()))->find(pair->second))->seq, 2);
}

}  // namespace
}  // namespace ingot::ledger::test
