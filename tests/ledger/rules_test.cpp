// What a transaction may not do: each broken rule undoes the whole and ends writing. And which
// numbers are states.
#include <gmock/gmock.h>

#include "tests/ledger/facts_fixture.hpp"

namespace ingot::ledger::test {
namespace {

using testing::HasSubstr;

class Rules : public Facts {};

struct Broken {
  const char* name;
  Transaction transaction;
  const char* message;
};

std::vector<Broken> broken_transactions() {
  JournalEntry entry;
  AddItem active = add("new");
  active.item.state = ItemState::active;
  AddItem batched = add("new");
  batched.item.batch = 1;
  return {
      {"empty_key", {add("")}, "add item: its key is empty"},
      {"added_active", {active}, "add item 'new': a new item is in no batch"},
      {"added_in_batch", {batched}, "add item 'new': a new item is in no batch"},
      {"batch_twice", {open_batch(1, {})}, "open batch 1: "},
      {"batch_zero", {open_batch(0, {})}, "open batch 0: "},
      {"item_twice", {open_batch(2, {1})}, "open batch 2: item 1 is in batch 1"},
      {"no_such_item", {open_batch(2, {99})}, "open batch 2: item 99 does not exist"},
      {"batch_of_done", {open_batch(2, {2}, ItemState::done)}, "its items cannot become done"},
      {"state_of_none", {SaveState{9, 1, "x"}}, "batch 9 is not open"},
      {"restart_of_none", {CountRestart{9}}, "batch 9 is not open"},
      {"intent_of_none", {RecordIntent{9, 1}}, "batch 9 is not open"},
      {"answer_of_none", {RecordAnswer{9, entry}}, "batch 9 is not open"},
      {"close_of_none", {CloseBatch{9}}, "batch 9 is not open"},
      {"close_too_early", {CloseBatch{1}}, "close batch 1: item 1 is still active in it"},
      {"update_of_none", {update(99, ItemState::done)}, "item 99 does not exist"},
      {"active_alone", {update(2, ItemState::active)}, "update item 2: it is in no batch"},
  };
}

TEST_F(Rules, a_broken_rule_undoes_its_transaction_and_ends_writing) {
  apply({add("one"), add("two"), open_batch(1, {1})});
  const std::string before = dump(*ledger_);
  for (const Broken& broken : broken_transactions()) {
    SCOPED_TRACE(broken.name);
    Transaction transaction{add("innocent"), SetFact{"job", "innocent"}};
    transaction.insert(transaction.end(), broken.transaction.begin(), broken.transaction.end());
    Error error = refusal(transaction);
    EXPECT_EQ(error.kind, ErrorKind::internal);
    EXPECT_THAT(error.message, HasSubstr(broken.message));
    EXPECT_THAT(error.message, HasSubstr(file().string()));
    EXPECT_EQ(refusal({SetFact{"job", "later"}}).message, error.message);
    EXPECT_EQ(dump(*ledger_), before);
    EXPECT_FALSE(must(ledger_->find("innocent")).has_value());
    EXPECT_EQ(must(ledger_->find("two"))->seq, 2);
    ledger_.reset();
    ledger_ = must(Ledger::open(file()));
    EXPECT_EQ(dump(*ledger_), before);
  }
}

TEST_F(Rules, a_batch_goes_on_after_reopening_with_the_same_rules) {
  apply({add("a", 1), add("b", 2), add("c", 4), open_batch(1, {1, 2}),
         update(2, ItemState::transferred)});
  ledger_.reset();
  ledger_ = must(Ledger::open(file()));
  EXPECT_THAT(refusal({CloseBatch{1}}).message, HasSubstr("item 1 is still active in it"));
  ledger_.reset();
  ledger_ = must(Ledger::open(file()));
  EXPECT_THAT(refusal({open_batch(2, {3, 1})}).message, HasSubstr("item 1 is in batch 1"));
  ledger_.reset();
  ledger_ = must(Ledger::open(file()));
  apply({open_batch(2, {2}, ItemState::promoting), update(1, ItemState::done), CloseBatch{1}});
  EXPECT_EQ(tallied(*ledger_), "pending 1 4\npromoting 1 2\ndone 1 1\n");
}

TEST(ItemStates, numbers_outside_the_list_are_no_state) {
  for (std::int64_t number : {-1, 6, 15, 25, 300}) EXPECT_FALSE(item_state(number)) << number;
  for (std::int64_t number : {0, 5, 16, 24}) {
    ASSERT_TRUE(item_state(number)) << number;
    EXPECT_EQ(static_cast<std::int64_t>(*item_state(number)), number);
  }
  EXPECT_TRUE(is_ended(ItemState::done));
  EXPECT_FALSE(is_ended(ItemState::aborting));
  EXPECT_EQ(to_string(ItemState::source_changed), "source_changed");
}

}  // namespace
}  // namespace ingot::ledger::test
