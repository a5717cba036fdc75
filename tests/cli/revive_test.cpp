// The ledger's side of a retry: only what has ended is revived, the sums stay right, and it is due at once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/ledger/integrity.hpp"
#include "host/ledger/ledger.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::ledger {
namespace {

using testing::HasSubstr;

class Revive : public testing::Test {
 protected:
  void SetUp() override {
    auto made = Ledger::create(file_);
    ASSERT_TRUE(made);
    ledger_ = *std::move(made);
    for (const ItemState state : {ItemState::failed, ItemState::pending, ItemState::done}) {
      AddItem add;
      add.item.key = std::string(to_string(state));
      add.item.state = state;
      add.item.size = 100;
      add.item.tries = 4;
      add.item.sha256 = std::string(32, 'x');
      add.item.remote_id = "id";
      add.item.meta = "{}";
      add.item.ended_ms = 9;
      ASSERT_TRUE(ledger_->apply({add}, Durability::process));
    }
  }

  static ReviveItem revive(std::int64_t seq, ItemState state = ItemState::pending) {
    ReviveItem made{};
    made.seq = seq;
    made.state = state;
    made.message = "again";
    return made;
  }

  test::TempDir folder_;
  const std::filesystem::path file_ = folder_.path() / "run.ledger";
  std::unique_ptr<Ledger> ledger_;
};

TEST_F(Revive, begins_anew_and_is_due_at_once) {
  ReviveItem made = revive(1);
  made.source = ReviveItem::Source{250, 5, 6};
  made.remote_id = "";
  ASSERT_TRUE(ledger_->apply({made}, Durability::disk));
  const Item item = **ledger_->item(1);
  EXPECT_EQ(item.state, ItemState::pending);
  EXPECT_EQ(item.tries, 0u);
  EXPECT_EQ(item.size, 250u);
  EXPECT_EQ(item.mtime_ns, 5);
  EXPECT_EQ(item.inode, 6u);
  EXPECT_EQ(item.remote_id, "");
  EXPECT_EQ(item.meta, "{}");
  EXPECT_EQ(item.sha256, "");
  EXPECT_EQ(item.message, "again");
  EXPECT_EQ(item.ended_ms, 0);
  EXPECT_EQ(ledger_->due_retries(1, 9)->size(), 1u);
  const auto counts = *ledger_->counts();
  ASSERT_EQ(counts.size(), 2u);
  EXPECT_EQ(counts[0].items, 2u);
  EXPECT_EQ(counts[0].bytes, 350u) << "the bytes are those of the file as it is now";
  EXPECT_TRUE(check_integrity(file_));
}

TEST_F(Revive, an_orphan_keeps_its_id_and_knows_its_end) {
  ReviveItem made = revive(1, ItemState::orphaned);
  made.final_state = ItemState::pending;
  ASSERT_TRUE(ledger_->apply({made}, Durability::process));
  const Item item = **ledger_->item(1);
  EXPECT_EQ(item.final_state, ItemState::pending);
  EXPECT_EQ(item.remote_id, "id");
  EXPECT_EQ(item.not_before_ms, 0);
  EXPECT_TRUE(check_integrity(file_));
}

TEST_F(Revive, what_has_not_ended_is_not_revived) {
  for (const auto& broken : {revive(2), revive(1, ItemState::active), revive(1, ItemState::done),
                             revive(1, ItemState::orphaned), revive(99)}) {
    ledger_.reset();
    ledger_ = *Ledger::open(file_);
    const Status applied = ledger_->apply({broken}, Durability::process);
    ASSERT_FALSE(applied);
    EXPECT_EQ(applied.error().kind, ErrorKind::internal);
  }
  EXPECT_EQ((*ledger_->item(1))->state, ItemState::failed);
}

}  // namespace
}  // namespace ingot::ledger
