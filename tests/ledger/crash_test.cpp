// What is left after kill -9 at every disk operation, after torn logs and after disks that fail:
// always a prefix of the transactions that holds every acknowledged one.
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <random>

#include "tests/ledger/child_process.hpp"
#include "tests/ledger/disk_faults.hpp"
#include "tests/ledger/ledger_fixture.hpp"

namespace ingot::ledger::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// The n-th transaction (from 1): three items, a batch that ends the one before, and "last" = n. All
// or nothing of it can be told from the ledger.
Transaction step(std::int64_t n) {
  Transaction all;
  for (int i = 0; i < 3; ++i)
    all.push_back(add("item-" + std::to_string(n) + "-" + std::to_string(i), 100));
  if (n > 1) {
    all.push_back(update(3 * (n - 1), ItemState::done));
    all.push_back(CloseBatch{n - 1});
  }
  all.push_back(open_batch(n, {3 * n}));
  all.push_back(RecordIntent{n, 1});
  all.push_back(SaveState{n, 1, std::string(2000, 's')});
  all.push_back(SetFact{"last", std::to_string(n)});
  return all;
}

Durability durability_of(std::int64_t n) {
  return n % 3 == 0 ? Durability::disk : Durability::process;
}

std::int64_t last(Ledger& ledger) {
  return std::stoll(must(ledger.fact("last")).value_or("0"));
}

// That the ledger holds exactly the first `last` transactions; returns `last`.
std::int64_t expect_prefix(Ledger& ledger) {
  std::int64_t n = last(ledger);
  std::int64_t items = 0;
  must(ledger.each_item([&](const Item& item) {
    ++items;
    EXPECT_EQ(item.seq, items);
    return Status();
  }));
  EXPECT_EQ(items, 3 * n);
  EXPECT_EQ(tallied(ledger), counted(ledger));
  EXPECT_EQ(must(ledger.last_batch()), n);
  auto batches = must(ledger.open_batches());
  EXPECT_EQ(batches.size(), n > 0 ? 1u : 0u);
  if (n > 0) {
    EXPECT_EQ(batches.at(0).id, n);
    EXPECT_EQ(must(ledger.journal(n)).size(), 1u);
    EXPECT_EQ(must(ledger.journal(n - 1)).size(), 0u);
  }
  return n;
}

class Crash : public LedgerTest {
 protected:
  std::unique_ptr<Ledger> reopened() { return must(Ledger::open(file())); }
  void remove_all() {
    for (const char* suffix : {"", "-wal", "-shm", "-lock"}) fs::remove(file().string() + suffix);
  }
  // Runs in a child: makes the ledger or goes on with it, up to transaction `until`, telling each
  // one applied.
  int write_steps(const ChildProcess::Tell& tell, std::int64_t until) {
    auto ledger = fs::exists(file()) ? reopened() : must(Ledger::create(file()));
    for (std::int64_t n = last(*ledger) + 1; n <= until; ++n) {
      must(ledger->apply(step(n), durability_of(n)));
      tell(n);
    }
    return 0;
  }
};

TEST_F(Crash, a_kill_at_every_disk_operation_leaves_every_acknowledged_transaction) {
  constexpr std::int64_t kSteps = 5;
  arm({});
  ASSERT_EQ(write_steps([](std::int64_t) {}, kSteps), 0);
  const std::size_t operations = disarm().all;
  ASSERT_GT(operations, 30u);
  for (std::size_t k = 1; k <= operations; ++k) {
    SCOPED_TRACE(k);
    remove_all();
    ChildProcess child([&](const ChildProcess::Tell& tell) {
      arm({k, FaultAction::kill, 0});
      return write_steps(tell, kSteps);
    });
    std::int64_t acknowledged = 0;
    while (auto n = child.heard()) acknowledged = *n;
    ASSERT_EQ(child.wait(), 1000 + SIGKILL);
    auto ledger = Ledger::open(file());
    if (!ledger) {  // killed while it was made: said so, and nothing had been acknowledged
      EXPECT_EQ(acknowledged, 0);
      EXPECT_THAT(ledger.error().message,
                  testing::AnyOf(HasSubstr("killed before anything was recorded"),
                                 HasSubstr("no such file")));
      continue;
    }
    std::int64_t n = expect_prefix(**ledger);
    EXPECT_GE(n, acknowledged);
    EXPECT_LE(n, acknowledged + 1);
    must((*ledger)->apply(step(n + 1), Durability::process));
  }
}

TEST_F(Crash, kills_at_random_moments_one_after_another_lose_nothing) {
  must(Ledger::create(file()));
  std::mt19937 random(20);
  std::int64_t acknowledged = 0;
  for (int round = 0; round < 15; ++round) {
    SCOPED_TRACE(round);
    ChildProcess child(
        [&](const ChildProcess::Tell& tell) { return write_steps(tell, 1'000'000); });
    for (unsigned i = random() % 40; i > 0; --i)
      acknowledged = child.heard().value_or(acknowledged);
    child.kill();
    while (auto n = child.heard()) acknowledged = *n;
    ASSERT_EQ(child.wait(), 1000 + SIGKILL);
    std::int64_t n = expect_prefix(*reopened());
    ASSERT_GE(n, acknowledged);
  }
  EXPECT_GT(acknowledged, 50);
}

TEST_F(Crash, a_torn_or_damaged_log_leaves_a_prefix) {
  constexpr std::int64_t kSteps = 12;
  ChildProcess child([&](const ChildProcess::Tell& tell) {
    auto ledger = must(Ledger::create(file()));
    for (std::int64_t n = 1; n <= kSteps; ++n) must(ledger->apply(step(n), Durability::process));
    tell(0);
    raise(SIGKILL);
    return 0;
  });
  child.wait();
  const fs::path log = file().string() + "-wal";
  const auto length = fs::file_size(log);
  ASSERT_GT(length, 20u * 4096);
  ingot::test::TempDir copies;
  const fs::path copy = copies.path() / "copy";
  const fs::path copied_log = copy.string() + "-wal";
  std::int64_t before = 0;
  // Whole transactions appear one by one as the log grows; a frame is 24 bytes and a page.
  for (std::uintmax_t cut = 0; cut <= length; cut += 2749) {
    SCOPED_TRACE(cut);
    fs::copy_file(file(), copy, fs::copy_options::overwrite_existing);
    fs::copy_file(log, copied_log, fs::copy_options::overwrite_existing);
    fs::resize_file(copied_log, cut);
    auto ledger = Ledger::open(copy);
    if (!ledger) {
      EXPECT_EQ(before, 0);
      EXPECT_EQ(ledger.error().kind, ErrorKind::invalid);
      continue;
    }
    std::int64_t n = expect_prefix(**ledger);
    EXPECT_GE(n, before);
    before = n;
    must((*ledger)->apply(step(n + 1), Durability::process));
  }
  EXPECT_GE(before, kSteps - 1);

  fs::copy_file(file(), copy, fs::copy_options::overwrite_existing);
  fs::copy_file(log, copied_log, fs::copy_options::overwrite_existing);
  {
    std::fstream stream(copied_log, std::ios::binary | std::ios::in | std::ios::out);
    stream.seekp(static_cast<std::streamoff>(length) * 2 / 3);
    stream << "damage";
  }
  std::int64_t n = expect_prefix(*must(Ledger::open(copy)));
  EXPECT_GT(n, 0);
  EXPECT_LT(n, kSteps);
}

TEST_F(Crash, a_new_ledger_and_its_name_are_synced_before_it_is_handed_out) {
  arm({});
  auto ledger = must(Ledger::create(file()));
  DiskCalls calls = disarm();
  EXPECT_GE(calls.syncs, 2u);
  EXPECT_GE(calls.folder_syncs, 1u);
}

TEST_F(Crash, only_disk_durability_waits_for_a_sync) {
  auto ledger = must(Ledger::create(file()));
  for (std::int64_t n = 1; n <= 6; ++n) {
    arm({});
    must(ledger->apply(step(n), durability_of(n)));
    DiskCalls calls = disarm();
    EXPECT_GT(calls.writes, 0u);
    if (durability_of(n) == Durability::disk) {
      EXPECT_GE(calls.syncs, 1u) << n;
    } else {
      // The first transaction of a new log syncs the log's header.
      EXPECT_LE(calls.syncs, n == 1 ? 1u : 0u) << n;
    }
  }
}

struct DiskFailure {
  const char* name;
  FaultAction action;
  int error_number;
  ErrorKind kind;
  const char* words;
  std::size_t stride;  // every operation, or a sample
};

class FailingDisk : public Crash, public testing::WithParamInterface<DiskFailure> {
 protected:
  // Runs the steps on a disk that fails at its k-th operation; the number of transactions
  // acknowledged.
  std::int64_t write_until_failure(std::size_t k, std::int64_t steps) {
    const DiskFailure& failure = GetParam();
    std::int64_t acknowledged = 0;
    arm({k, failure.action, failure.error_number});
    auto ledger = Ledger::create(file());
    Status status = Status::of(ledger);
    while (status && acknowledged < steps) {
      status = (*ledger)->apply(step(acknowledged + 1), durability_of(acknowledged + 1));
      if (status) ++acknowledged;
    }
    if (!status) {
      EXPECT_EQ(to_string(status.error().kind), to_string(failure.kind)) << status.error().message;
      EXPECT_THAT(status.error().message, HasSubstr(failure.words));
      EXPECT_THAT(status.error().message, HasSubstr(file().string()));
    }
    if (ledger) expect_refuses_further_writes(**ledger, status);
    disarm();
    return acknowledged;
  }
  void expect_refuses_further_writes(Ledger& ledger, const Status& status) {
    disarm();  // even if the disk recovers
    if (status.ok()) return;
    Status again = ledger.apply({SetFact{"job", "again"}}, Durability::process);
    ASSERT_FALSE(again.ok());
    EXPECT_EQ(again.error().message, status.error().message);
    expect_prefix(ledger);
  }
};

TEST_P(FailingDisk, any_failing_operation_stops_writing_and_leaves_a_ledger_to_resume) {
  constexpr std::int64_t kSteps = 4;
  arm({});
  ASSERT_EQ(write_steps([](std::int64_t) {}, kSteps), 0);
  const std::size_t operations = disarm().all;
  for (std::size_t k = 1; k <= operations; k += GetParam().stride) {
    SCOPED_TRACE(k);
    remove_all();
    std::int64_t acknowledged = write_until_failure(k, kSteps);
    auto ledger = Ledger::open(file());
    if (!ledger) {
      EXPECT_EQ(acknowledged, 0);
      EXPECT_EQ(ledger.error().kind, ErrorKind::not_found) << ledger.error().message;
      continue;
    }
    std::int64_t n = expect_prefix(**ledger);
    EXPECT_GE(n, acknowledged);
    EXPECT_LE(n, acknowledged + 1);  // a commit whose sync failed may be there after all
    must((*ledger)->apply(step(n + 1), Durability::disk));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Each, FailingDisk,
    testing::Values(DiskFailure{"full", FaultAction::fail_onwards, ENOSPC, ErrorKind::no_space,
                                "no space left", 1},
                    DiskFailure{"over_quota", FaultAction::fail_onwards, EDQUOT,
                                ErrorKind::no_space, "no space left", 5},
                    DiskFailure{"broken", FaultAction::fail_onwards, EIO, ErrorKind::unavailable,
                                "the disk reported an error", 3},
                    DiskFailure{"broken_once", FaultAction::fail_once, EIO, ErrorKind::unavailable,
                                "the disk reported an error", 1}),
    [](const auto& test) { return test.param.name; });

// Large enough that the log is copied into the database after it.
Transaction large(std::int64_t batch) {
  JournalEntry entry;
  entry.action = 2;
  entry.body = std::string(9'000'000, 'b');
  return {RecordAnswer{batch, entry}};
}

TEST_F(Crash, a_checkpoint_that_fails_keeps_what_was_applied_and_stops_the_next_write) {
  std::size_t operations = 0;
  {
    auto ledger = must(Ledger::create(file()));
    must(ledger->apply(step(1), Durability::process));
    arm({});
    must(ledger->apply(large(1), Durability::process));
    operations = disarm().all;
  }
  remove_all();
  auto ledger = must(Ledger::create(file()));
  must(ledger->apply(step(1), Durability::process));
  arm({operations - 5, FaultAction::fail_onwards, ENOSPC});
  Status applied = ledger->apply(large(1), Durability::process);
  disarm();
  EXPECT_TRUE(applied.ok());
  EXPECT_EQ(must(ledger->journal(1)).size(), 2u);
  Status refused = ledger->apply(step(2), Durability::process);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, ErrorKind::no_space);
  EXPECT_THAT(refused.error().message, HasSubstr("checkpoint: no space left"));
  ledger.reset();
  ledger = reopened();
  EXPECT_EQ(must(ledger->journal(1)).size(), 2u);
  must(ledger->apply(step(2), Durability::process));
}

TEST_F(Crash, the_log_stays_small_although_much_is_written) {
  auto ledger = must(Ledger::create(file()));
  auto reader = must(Ledger::open_read_only(file()));
  must(ledger->apply(step(1), Durability::process));
  for (int i = 0; i < 4; ++i) {
    must(ledger->apply(large(1), Durability::process));
    EXPECT_EQ(must(reader->journal(1)).size(), 2u);
  }
  EXPECT_LT(fs::file_size(file().string() + "-wal"), 20'000'000u);
  EXPECT_LT(fs::file_size(file()), 20'000'000u);
}

TEST_F(Crash, a_file_size_limit_of_the_process_is_no_space) {
  ChildProcess child([&](const ChildProcess::Tell& tell) {
    signal(SIGXFSZ, SIG_IGN);
    rlimit limit{200'000, 200'000};
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) return 1;
    auto ledger = must(Ledger::create(file()));
    for (std::int64_t n = 1; n <= 1000; ++n) {
      Status status = ledger->apply(step(n), Durability::process);
      if (status) {
        tell(n);
        continue;
      }
      if (status.error().kind != ErrorKind::no_space) return 2;
      return last(*ledger) == n - 1 ? 0 : 3;
    }
    return 4;
  });
  std::int64_t acknowledged = 0;
  while (auto n = child.heard()) acknowledged = *n;
  EXPECT_EQ(child.wait(), 0);
  EXPECT_GT(acknowledged, 0);
  EXPECT_EQ(expect_prefix(*reopened()), acknowledged);
}

}  // namespace
}  // namespace ingot::ledger::test
