// The group committer: order, groups, the durability of a group, failure, the bound of the queue
// and the end.
#include "host/ledger/writer.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <set>

#include "host/ledger/inline_writer.hpp"
#include "tests/ledger/ledger_fixture.hpp"
#include "tests/support/faulty_ledger.hpp"

namespace ingot::ledger::test {
namespace {

using ingot::test::FaultMoment;
using ingot::test::FaultyLedger;
using ingot::test::LedgerFault;
using testing::ElementsAre;

// A ledger whose applies wait at a gate and are remembered, so a test decides what gathers in the
// queue.
class GatedLedger final : public Ledger {
 public:
  struct Applied {
    std::size_t mutations;
    Durability durability;
    bool operator==(const Applied&) const = default;
  };

  // Lets one more apply through.
  void let_through(int count = 1) {
    {
      std::lock_guard lock(mutex_);
      permits_ += count;
    }
    changed_.notify_all();
  }
  // Waits until an apply stands at the gate.
  void await_arrival() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return is_waiting_; });
  }
  std::vector<Applied> applied() {
    std::lock_guard lock(mutex_);
    return applied_;
  }

  Status apply(const Transaction& transaction, Durability durability) override {
    std::unique_lock lock(mutex_);
    is_waiting_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return permits_ > 0; });
    --permits_;
    is_waiting_ = false;
    applied_.push_back({transaction.size(), durability});
    return {};
  }
  Result<std::optional<std::string>> fact(std::string_view) override { return none(); }
  Result<std::optional<Item>> item(std::int64_t) override { return none(); }
  Result<std::optional<Item>> find(std::string_view) override { return none(); }
  Result<std::vector<Item>> next(ItemState, std::int64_t, std::int64_t, std::size_t) override {
    return none();
  }
  Result<std::optional<std::int64_t>> earliest_retry() override { return none(); }
  Result<std::vector<Item>> due_retries(std::int64_t, std::size_t) override { return none(); }
  Result<std::vector<StateCount>> counts() override { return none(); }
  Result<std::vector<Batch>> open_batches() override { return none(); }
  Result<std::int64_t> last_batch() override { return none(); }
  Result<std::vector<JournalEntry>> journal(std::int64_t) override { return none(); }
  Status each_item(const std::function<Status(const Item&)>&) override { return none(); }

 private:
  static Error none() { return Error{ErrorKind::internal, "nothing may read here"}; }

  std::mutex mutex_;
  std::condition_variable changed_;
  int permits_ = 0;
  bool is_waiting_ = false;
  std::vector<Applied> applied_;
};

Transaction facts(std::size_t count) {
  return Transaction(count, SetFact{"job", "x"});
}

class Ending {
 public:
  Commits::Done done() {
    return [this](const Status& status) { promise_.set_value(status); };
  }
  Status wait() { return promise_.get_future().get(); }

 private:
  std::promise<Status> promise_;
};

TEST(WriterGroups, what_gathers_during_a_commit_is_one_transaction_with_the_strongest_durability) {
  GatedLedger ledger;
  Writer writer(ledger);
  Ending first, second, third, fourth;
  writer.submit(facts(1), Durability::process, first.done());
  ledger.await_arrival();
  writer.submit(facts(2), Durability::process, second.done());
  writer.submit(facts(3), Durability::disk, third.done());
  ledger.let_through();
  EXPECT_TRUE(first.wait().ok());
  ledger.let_through();
  EXPECT_TRUE(second.wait().ok());
  EXPECT_TRUE(third.wait().ok());
  ledger.let_through();
  writer.submit(facts(4), Durability::process, fourth.done());
  EXPECT_TRUE(fourth.wait().ok());
  EXPECT_TRUE(writer.stop().ok());
  using Applied = GatedLedger::Applied;
  EXPECT_THAT(ledger.applied(),
              ElementsAre(Applied{1, Durability::process}, Applied{5, Durability::disk},
                          Applied{4, Durability::process}));
}

TEST(WriterGroups, a_full_queue_makes_submitters_wait_until_it_moves) {
  GatedLedger ledger;
  Writer writer(ledger, memory_size(facts(3)));
  Ending first, second, third;
  writer.submit(facts(1), Durability::process, first.done());
  ledger.await_arrival();
  writer.submit(facts(2), Durability::process, second.done());
  std::atomic<bool> is_submitted = false;
  TaskGroup threads;
  threads.spawn("submitter", [&](const std::stop_token& stop) {
    writer.submit(facts(2), Durability::process, third.done(), stop);
    is_submitted = true;
    return Status();
  });
  EXPECT_FALSE(is_submitted);  // there is no room before the gate opens
  ledger.let_through(3);
  EXPECT_TRUE(third.wait().ok());
  EXPECT_TRUE(threads.join().ok());
  EXPECT_TRUE(writer.stop().ok());
  EXPECT_EQ(ledger.applied().size(), 3u);
}

TEST(WriterGroups, a_stop_ends_the_wait_for_room_without_writing) {
  GatedLedger ledger;
  Writer writer(ledger, 1);
  Ending first, second, third;
  writer.submit(facts(1), Durability::process, first.done());
  ledger.await_arrival();
  writer.submit(facts(1), Durability::process,
                second.done());  // above the bound, but the queue was empty
  TaskGroup threads;
  threads.spawn("submitter", [&](const std::stop_token& stop) {
    writer.submit(facts(1), Durability::process, third.done(), stop);
    return Status();
  });
  threads.stop();
  Status status = third.wait();
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().kind, ErrorKind::cancelled);
  ledger.let_through(2);
  EXPECT_TRUE(second.wait().ok());
  EXPECT_TRUE(writer.stop().ok());
  EXPECT_EQ(ledger.applied().size(), 2u);
}

TEST(WriterGroups, stop_commits_what_is_queued_and_refuses_what_comes_later) {
  GatedLedger ledger;
  Writer writer(ledger);
  Ending first, second, late;
  writer.submit(facts(1), Durability::process, first.done());
  ledger.await_arrival();
  writer.submit(facts(1), Durability::process, second.done());
  ledger.let_through(2);
  EXPECT_TRUE(writer.stop().ok());
  EXPECT_TRUE(first.wait().ok());
  EXPECT_TRUE(second.wait().ok());
  writer.submit(facts(1), Durability::process, late.done());
  EXPECT_EQ(late.wait().error().kind, ErrorKind::cancelled);
  EXPECT_TRUE(writer.stop().ok());
  EXPECT_EQ(ledger.applied().size(), 2u);
}

class WriterOnFile : public LedgerTest {};

TEST_F(WriterOnFile, many_threads_lose_and_double_nothing) {
  constexpr int kThreads = 4, kEach = 250;
  auto ledger = must(Ledger::create(file()));
  std::atomic<int> done = 0, failed = 0;
  {
    Writer writer(*ledger, 20'000);
    TaskGroup threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.spawn("submitter", [&, t](const std::stop_token& stop) {
        for (int i = 0; i < kEach; ++i) {
          Transaction transaction{add(std::to_string(t) + "-" + std::to_string(i))};
          writer.submit(
              std::move(transaction), i % 50 == 0 ? Durability::disk : Durability::process,
              [&](const Status& status) { ++(status ? done : failed); }, stop);
        }
        return Status();
      });
    }
    EXPECT_TRUE(threads.join().ok());
  }
  EXPECT_EQ(done, kThreads * kEach);
  EXPECT_EQ(failed, 0);
  std::set<std::string> keys;
  std::vector<int> next_of(kThreads, 0);
  must(ledger->each_item([&](const Item& item) {
    keys.insert(item.key);
    // What one thread hands in stays in its order.
    int& next = next_of.at(item.key[0] - '0');
    EXPECT_EQ(item.key.substr(2), std::to_string(next++));
    return Status();
  }));
  EXPECT_EQ(keys.size(), std::size_t{kThreads} * kEach);
}

TEST_F(WriterOnFile, an_answered_commit_is_seen_by_readers) {
  auto ledger = must(Ledger::create(file()));
  auto reader = must(Ledger::open_read_only(file()));
  Writer writer(*ledger);
  for (int i = 0; i < 20; ++i) {
    Ending ending;
    writer.submit({SetFact{"last", std::to_string(i)}}, Durability::process, ending.done());
    ASSERT_TRUE(ending.wait().ok());
    EXPECT_EQ(must(reader->fact("last")), std::to_string(i));
  }
}

TEST_F(WriterOnFile, after_the_first_failure_all_later_submissions_fail_the_same_way) {
  for (FaultMoment moment : {FaultMoment::before_commit, FaultMoment::after_commit}) {
    auto file_ledger = must(Ledger::create(file()));
    FaultyLedger ledger(*file_ledger, {3, moment, Error{ErrorKind::no_space, "ledger: injected"}});
    Writer writer(ledger);
    for (int i = 1; i <= 5; ++i) {
      Ending ending;
      writer.submit({add(std::to_string(i))}, Durability::process, ending.done());
      Status status = ending.wait();
      EXPECT_EQ(status.ok(), i < 3) << i;
      if (!status) {
        EXPECT_EQ(status.error().message, "ledger: injected");
      }
    }
    EXPECT_EQ(writer.stop().error().kind, ErrorKind::no_space);
    EXPECT_EQ(ledger.applies(), 3u);  // what comes later does not reach the ledger
    EXPECT_TRUE(ledger.has_failed());
    std::uint64_t items = moment == FaultMoment::after_commit ? 3 : 2;
    EXPECT_EQ(must(ledger.counts()).at(0).items, items);
    file_ledger.reset();
    std::filesystem::remove(file());
  }
}

TEST_F(WriterOnFile, inline_commits_are_answered_before_submit_returns) {
  auto file_ledger = must(Ledger::create(file()));
  FaultyLedger ledger(*file_ledger, {2, FaultMoment::before_commit});
  InlineWriter writer(ledger);
  std::vector<bool> answers;
  for (const char* key : {"a", "b", "c"}) {
    writer.submit({add(key)}, Durability::process,
                  [&](const Status& status) { answers.push_back(status.ok()); });
  }
  EXPECT_THAT(answers, ElementsAre(true, false, false));
  EXPECT_EQ(must(ledger.counts()).at(0).items, 1u);
  EXPECT_EQ(ledger.applies(), 3u);
}

TEST(MemorySize, counts_the_text_a_transaction_carries) {
  std::size_t empty = memory_size({});
  EXPECT_GE(memory_size({SetFact{"a", std::string(1000, 'x')}}), empty + 1001);
  JournalEntry entry;
  entry.headers = {{std::string(50, 'n'), std::string(50, 'v')}};
  entry.body = std::string(5000, 'b');
  EXPECT_GE(memory_size({RecordAnswer{1, entry}}), empty + 5100);
  UpdateItem change = update(1, ItemState::done);
  change.meta = std::string(700, 'm');
  EXPECT_GE(memory_size({change}), empty + 700);
  EXPECT_GE(memory_size({open_batch(1, std::vector<std::int64_t>(100))}), empty + 800);
}

}  // namespace
}  // namespace ingot::ledger::test
