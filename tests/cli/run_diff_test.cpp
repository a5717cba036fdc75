#include "host/cli/run_diff.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temp_dir.hpp"

namespace ingot::cli {
namespace {

using ledger::Item;
using ledger::ItemState;
using testing::ElementsAre;
using testing::IsEmpty;

Item item(const std::string& key, ItemState state, const std::string& remote_id = "", std::uint64_t size = 1) {
  Item made;
  made.key = key;
  made.state = state;
  made.remote_id = remote_id;
  made.size = size;
  return made;
}

TEST(run_diff, compares_what_matters_and_not_how_it_came) {
  Item before = item("a", ItemState::done, "id"), after = before;
  after.tries = 3;
  after.requests = 9;
  after.mtime_ns = 5;
  after.message = "late";
  EXPECT_THAT(different_fields(before, after), IsEmpty());
  after.state = ItemState::failed;
  after.remote_id = "other";
  after.size = 2;
  EXPECT_THAT(different_fields(before, after), ElementsAre("outcome", "remote_id", "size"));
  before.sha256 = std::string(32, 'x');
  EXPECT_THAT(different_fields(before, before), IsEmpty());
  after = before;
  after.sha256.clear();
  EXPECT_THAT(different_fields(before, after), IsEmpty()) << "not taken is not different";
  after.sha256 = std::string(32, 'y');
  EXPECT_THAT(different_fields(before, after), ElementsAre("sha256"));
}

TEST(run_diff, tells_each_difference_once) {
  test::TempDir folder;
  const auto make = [&](const char* name, const std::vector<Item>& items) {
    auto made = ledger::Ledger::create(folder.path() / name);
    ledger::Transaction transaction;
    for (const Item& each : items) transaction.push_back(ledger::AddItem{each});
    EXPECT_TRUE((*made)->apply(transaction, ledger::Durability::process));
    return *std::move(made);
  };
  const auto before = make("1", {item("same", ItemState::done), item("gone", ItemState::done),
                                 item("mended", ItemState::failed), item("moved", ItemState::done, "1")});
  const auto after = make("2", {item("new", ItemState::failed), item("moved", ItemState::done, "2"),
                                item("mended", ItemState::done), item("same", ItemState::done)});
  std::vector<std::string> told;
  const auto counts = diff_ledgers(*before, *after, [&](const ItemDifference& each) {
    told.push_back((each.before ? "" : "+") + each.key + (each.after ? "" : "-"));
  });
  ASSERT_TRUE(counts);
  EXPECT_THAT(told, ElementsAre("gone-", "mended", "moved", "+new"));
  EXPECT_EQ(counts->same, 1u);
  EXPECT_EQ(counts->different, 2u);
  EXPECT_EQ(counts->only_before, 1u);
  EXPECT_EQ(counts->only_after, 1u);
  EXPECT_FALSE(counts->is_equal());
  EXPECT_TRUE(diff_ledgers(*before, *before, [](const ItemDifference&) { FAIL(); })->is_equal());
}

}  // namespace
}  // namespace ingot::cli
