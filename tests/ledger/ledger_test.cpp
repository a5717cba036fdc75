// Every mutation and every query of a ledger, seen by the writer, by a reader beside it and after
// reopening.
#include "host/ledger/ledger.hpp"

#include <gmock/gmock.h>

#include "tests/ledger/facts_fixture.hpp"

namespace ingot::ledger::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(Facts, an_added_item_keeps_every_field_and_gets_the_next_seq) {
  Item item;
  item.key = "a/ä 😀 #%+.jpg";
  item.size = 0xFFFF'FFFF'FFFFu;
  item.mtime_ns = -5;
  item.inode = ~std::uint64_t{0};
  item.state = ItemState::orphaned;
  item.final_state = ItemState::failed;
  item.tries = 2;
  item.requests = 4'000'000'000u;
  item.not_before_ms = 1'700'000'000'000;
  item.remote_id = "r-1";
  item.meta = "{\"a\":1}";
  item.code = "E1";
  item.message = "why";
  item.sha256 = std::string("\0\x01\xff", 3) + std::string(29, 'z');
  item.ended_ms = 77;
  apply({add("first"), AddItem{item}});
  Item read = this->item(2);
  EXPECT_EQ(read.seq, 2);
  EXPECT_EQ(read.key, item.key);
  EXPECT_EQ(read.size, item.size);
  EXPECT_EQ(read.mtime_ns, item.mtime_ns);
  EXPECT_EQ(read.inode, item.inode);
  EXPECT_EQ(read.state, item.state);
  EXPECT_EQ(read.final_state, item.final_state);
  EXPECT_EQ(read.tries, item.tries);
  EXPECT_EQ(read.requests, item.requests);
  EXPECT_EQ(read.not_before_ms, item.not_before_ms);
  EXPECT_EQ(read.batch, 0);
  EXPECT_EQ(read.remote_id, item.remote_id);
  EXPECT_EQ(read.meta, item.meta);
  EXPECT_EQ(read.code, item.code);
  EXPECT_EQ(read.message, item.message);
  EXPECT_EQ(read.sha256, item.sha256);
  EXPECT_EQ(read.ended_ms, item.ended_ms);
}

TEST_F(Facts, a_key_already_there_is_ignored_in_the_same_and_in_later_transactions) {
  apply({add("a", 1), add("a", 2), add("b", 3)});
  apply({add("b", 4), add("c", 5)});
  EXPECT_THAT(next(ItemState::pending), ElementsAre(1, 2, 3));
  EXPECT_EQ(item(1).size, 1u);
  EXPECT_EQ(item(2).size, 3u);
  EXPECT_EQ(item(3).key, "c");
}

TEST_F(Facts, keys_are_told_apart_byte_by_byte) {
  std::string with_zero("a\0b", 3);
  apply({add("a"), add("A"), add("a "), add(with_zero), add("ä"), add("a\xcc\x88")});
  EXPECT_EQ(must(ledger_->find(with_zero)).value().seq, 4);
  EXPECT_EQ(must(ledger_->find("a\xcc\x88")).value().seq, 6);
  EXPECT_EQ(must(ledger_->find("a"))->seq, 1);
  EXPECT_FALSE(must(ledger_->find("b")).has_value());
}

TEST_F(Facts, numbering_goes_on_after_reopening) {
  apply({add("a"), add("b")});
  ledger_.reset();
  ledger_ = must(Ledger::open(file()));
  apply({add("b"), add("c")});
  EXPECT_EQ(must(ledger_->find("c"))->seq, 3);
  EXPECT_FALSE(must(ledger_->item(4)).has_value());
}

TEST_F(Facts, an_open_batch_holds_its_items_in_order) {
  apply({add("a"), add("b"), add("c")});
  OpenBatch open = open_batch(7, {3, 1});
  open.batch.restarts = 2;
  open.batch.state_schema = 9;
  open.batch.state = std::string("s\0t", 3);
  apply({open});
  std::vector<Batch> batches = must(ledger_->open_batches());
  ASSERT_EQ(batches.size(), 1u);
  EXPECT_EQ(batches[0].id, 7);
  EXPECT_EQ(batches[0].op, 4u);
  EXPECT_EQ(batches[0].restarts, 2u);
  EXPECT_EQ(batches[0].entropy, std::string(32, '\x7f'));
  EXPECT_EQ(batches[0].state_schema, 9u);
  EXPECT_EQ(batches[0].state, std::string("s\0t", 3));
  EXPECT_THAT(batches[0].items, ElementsAre(3, 1));
  EXPECT_THAT(next(ItemState::active), ElementsAre(1, 3));
  EXPECT_THAT(next(ItemState::pending), ElementsAre(2));
  EXPECT_EQ(item(3).batch, 7);
}

TEST_F(Facts, a_batch_may_have_no_items) {
  apply({open_batch(1, {})});
  EXPECT_THAT(must(ledger_->open_batches()).at(0).items, IsEmpty());
  apply({CloseBatch{1}});
}

TEST_F(Facts, a_checkpoint_replaces_the_one_before_and_restarts_are_counted) {
  apply({open_batch(1, {})});
  apply({SaveState{1, 3, "first, and long"}, CountRestart{1}});
  apply({SaveState{1, 4, std::string("\0x", 2)}, CountRestart{1}});
  Batch batch = must(ledger_->open_batches()).at(0);
  EXPECT_EQ(batch.state_schema, 4u);
  EXPECT_EQ(batch.state, std::string("\0x", 2));
  EXPECT_EQ(batch.restarts, 2u);
}

TEST_F(Facts, an_intent_is_unanswered_until_its_answer_comes) {
  apply({open_batch(1, {}), RecordIntent{1, 5}, RecordIntent{1, 2}});
  JournalEntry entry;
  entry.action = 5;
  entry.outcome = 1;
  entry.status = 201;
  entry.headers = {{"ETag", "\"x\""}, {"Empty", ""}, {"ETag", std::string("a\0b", 3)}};
  entry.body = std::string("\0body\xff", 6);
  apply({RecordAnswer{1, entry}});
  std::vector<JournalEntry> journal = must(ledger_->journal(1));
  ASSERT_EQ(journal.size(), 2u);
  EXPECT_EQ(journal[0].action, 2u);
  EXPECT_FALSE(journal[0].is_answered);
  EXPECT_EQ(journal[1].action, 5u);
  EXPECT_TRUE(journal[1].is_answered);
  EXPECT_EQ(journal[1].outcome, 1u);
  EXPECT_EQ(journal[1].status, 201u);
  EXPECT_EQ(journal[1].headers, entry.headers);
  EXPECT_EQ(journal[1].body, entry.body);
}

TEST_F(Facts, an_intent_recorded_again_is_unanswered_again) {
  JournalEntry entry;
  entry.action = 1;
  entry.body = "old";
  apply({open_batch(1, {}), RecordAnswer{1, entry}, RecordIntent{1, 1}});
  JournalEntry now = must(ledger_->journal(1)).at(0);
  EXPECT_FALSE(now.is_answered);
  EXPECT_EQ(now.body, "");
}

TEST_F(Facts, a_large_answer_comes_back_whole) {
  JournalEntry entry;
  entry.action = 1;
  entry.body = std::string(300'000, 'x') + "end";
  apply({open_batch(1, {}), RecordAnswer{1, entry}});
  EXPECT_EQ(must(ledger_->journal(1)).at(0).body, entry.body);
}

TEST_F(Facts, closing_a_batch_removes_its_journal_and_no_other) {
  apply({add("a"), add("b"), open_batch(1, {1}), open_batch(2, {2}), RecordIntent{1, 1},
         RecordIntent{2, 1}});
  apply({CloseBatch{1}, update(1, ItemState::done)});
  EXPECT_THAT(must(ledger_->journal(1)), IsEmpty());
  EXPECT_EQ(must(ledger_->journal(2)).size(), 1u);
  EXPECT_EQ(must(ledger_->open_batches()).at(0).id, 2);
  EXPECT_EQ(item(1).batch, 0);
  EXPECT_EQ(item(2).batch, 2);
}

TEST_F(Facts, the_last_batch_is_remembered_after_it_was_closed) {
  EXPECT_EQ(must(ledger_->last_batch()), 0);
  apply({open_batch(4, {}), CloseBatch{4}, open_batch(2, {})});
  EXPECT_EQ(must(ledger_->last_batch()), 4);
}

TEST_F(Facts, an_update_changes_what_it_names_and_leaves_the_rest) {
  apply({add("a")});
  UpdateItem first = update(1, ItemState::orphaned);
  first.final_state = ItemState::rejected;
  first.tries = 3;
  first.add_requests = 5;
  first.not_before_ms = 9;
  first.remote_id = "r";
  first.meta = "{}";
  first.code = "C";
  first.message = "m";
  first.sha256 = std::string(32, '\0');
  apply({first});
  UpdateItem second = update(1, ItemState::orphaned);
  second.add_requests = 2;
  second.message = "";
  second.ended_ms = 4;
  apply({second});
  Item now = item(1);
  EXPECT_EQ(now.final_state, ItemState::rejected);
  EXPECT_EQ(now.tries, 3u);
  EXPECT_EQ(now.requests, 7u);
  EXPECT_EQ(now.not_before_ms, 0);
  EXPECT_EQ(now.remote_id, "r");
  EXPECT_EQ(now.meta, "{}");
  EXPECT_EQ(now.code, "C");
  EXPECT_EQ(now.message, "");
  EXPECT_EQ(now.sha256, std::string(32, '\0'));
  EXPECT_EQ(now.ended_ms, 4);
}

TEST_F(Facts, a_final_state_lives_from_orphaned_to_the_end_of_the_abort) {
  UpdateItem orphan = update(1, ItemState::orphaned);
  orphan.final_state = ItemState::failed;
  apply({add("a"), orphan});
  apply({open_batch(1, {1}, ItemState::aborting)});
  EXPECT_EQ(item(1).final_state, ItemState::failed);
  apply({update(1, ItemState::failed), CloseBatch{1}});
  EXPECT_EQ(item(1).final_state, std::nullopt);
}

TEST_F(Facts, an_item_stays_in_its_batch_while_its_state_says_so) {
  apply({add("a"), open_batch(1, {1}), update(1, ItemState::active)});
  EXPECT_EQ(item(1).batch, 1);
  apply({update(1, ItemState::transferred), CloseBatch{1}});
  EXPECT_EQ(item(1).batch, 0);
  apply({open_batch(2, {1}, ItemState::promoting)});
  EXPECT_EQ(item(1).batch, 2);
  apply({update(1, ItemState::done), CloseBatch{2}});
}

TEST_F(Facts, pages_go_by_seq_from_a_cursor_up_to_a_limit) {
  Transaction many;
  for (int i = 1; i <= 10; ++i) many.push_back(add("k" + std::to_string(i)));
  apply(many);
  apply({update(2, ItemState::transferred), update(9, ItemState::transferred),
         update(4, ItemState::transferred), update(5, ItemState::done),
         update(6, ItemState::orphaned)});
  EXPECT_THAT(next(ItemState::pending, 0, 0, 3), ElementsAre(1, 3, 7));
  EXPECT_THAT(next(ItemState::pending, 7), ElementsAre(8, 10));
  EXPECT_THAT(next(ItemState::pending, 10), IsEmpty());
  EXPECT_THAT(next(ItemState::transferred), ElementsAre(2, 4, 9));
  EXPECT_THAT(next(ItemState::transferred, 2, 0, 1), ElementsAre(4));
  EXPECT_THAT(next(ItemState::orphaned), ElementsAre(6));
  EXPECT_THAT(next(ItemState::done), ElementsAre(5));
  EXPECT_THAT(next(ItemState::failed), IsEmpty());
  EXPECT_THAT(next(ItemState::pending, 0, 0, 0), IsEmpty());
}

TEST_F(Facts, retries_are_found_by_time) {
  apply({add("a"), add("b"), add("c"), add("d")});
  UpdateItem late = update(1, ItemState::pending);
  late.not_before_ms = 300;
  UpdateItem soon = update(3, ItemState::pending);
  soon.not_before_ms = 200;
  UpdateItem ended = update(2, ItemState::failed);
  ended.not_before_ms = 100;
  EXPECT_EQ(must(ledger_->earliest_retry()), std::nullopt);
  apply({late, soon, ended});
  EXPECT_EQ(must(ledger_->earliest_retry()), 200);
  auto due = [&](std::int64_t now, std::size_t limit = 10) {
    std::vector<std::int64_t> seqs;
    for (const Item& found : must(ledger_->due_retries(now, limit))) seqs.push_back(found.seq);
    return seqs;
  };
  EXPECT_THAT(due(199), IsEmpty());
  EXPECT_THAT(due(200), ElementsAre(3));
  EXPECT_THAT(due(300), ElementsAre(3, 1));
  EXPECT_THAT(due(300, 1), ElementsAre(3));
  EXPECT_THAT(next(ItemState::pending, 0, 199), ElementsAre(4));
  EXPECT_THAT(next(ItemState::pending, 0, 200), ElementsAre(3, 4));
  apply({open_batch(1, {3})});
  EXPECT_EQ(must(ledger_->earliest_retry()), 300);
  EXPECT_EQ(item(3).not_before_ms, 0);
  apply({update(3, ItemState::done), CloseBatch{1}});
}

TEST_F(Facts, counts_follow_every_change) {
  EXPECT_THAT(must(ledger_->counts()), IsEmpty());
  AddItem unreadable = add("x", 5);
  unreadable.item.state = ItemState::unreadable;
  apply({add("a", 1), add("b", 2), add("c", 4), unreadable});
  EXPECT_EQ(tallied(*ledger_), "pending 3 7\nunreadable 1 5\n");
  apply({open_batch(1, {1, 2})});
  EXPECT_EQ(tallied(*ledger_), "pending 1 4\nactive 2 3\nunreadable 1 5\n");
  apply({update(1, ItemState::done), update(2, ItemState::pending), CloseBatch{1}});
  EXPECT_EQ(tallied(*ledger_), "pending 2 6\ndone 1 1\nunreadable 1 5\n");
  apply({update(1, ItemState::pending), update(1, ItemState::done)});
  EXPECT_EQ(tallied(*ledger_), "pending 2 6\ndone 1 1\nunreadable 1 5\n");
}

TEST_F(Facts, facts_are_overwritten_by_name) {
  EXPECT_EQ(must(ledger_->fact("job")), std::nullopt);
  apply({SetFact{"job", "one"}, SetFact{"scan_complete", ""}});
  apply({SetFact{"job", "two"}});
  EXPECT_EQ(must(ledger_->fact("job")), "two");
  EXPECT_EQ(must(ledger_->fact("scan_complete")), "");
}

TEST_F(Facts, a_visit_sees_all_items_may_query_and_stops_at_its_first_failure) {
  Transaction many;
  for (int i = 1; i <= 700; ++i) many.push_back(add("k" + std::to_string(i)));
  apply(many);
  std::int64_t seen = 0;
  must(ledger_->each_item([&](const Item& visited) {
    EXPECT_EQ(visited.seq, ++seen);
    EXPECT_EQ(must(ledger_->item(visited.seq))->key, visited.key);
    return Status();
  }));
  EXPECT_EQ(seen, 700);
  Status stopped = ledger_->each_item([&](const Item& visited) {
    seen = visited.seq;
    return visited.seq < 300 ? Status() : Status(Error{ErrorKind::cancelled, "enough"});
  });
  EXPECT_EQ(stopped.error().message, "enough");
  EXPECT_EQ(seen, 300);
}

TEST_F(Facts, an_empty_transaction_is_no_change) {
  apply({});
}

}  // namespace
}  // namespace ingot::ledger::test
