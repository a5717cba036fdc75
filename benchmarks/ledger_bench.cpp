// What the ledger costs an item, on whose CPU whatever thread it is, against the plainest table
// that could keep the same; and what it costs to come back to a large one. INGOT_BENCH_ITEMS: items
// of a life (100000), ten times as many are resumed. With INGOT_BENCH_TREE, the name of a folder:
// also what scanning it, planning its parts and writing them down costs (scripts/scale).
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "benchmarks/suite.hpp"
#include "host/io/folder_scan.hpp"
#include "host/ledger/inline_writer.hpp"
#include "host/ledger/sqlite.hpp"
#include "host/plan/part_plan.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot {
namespace {

namespace fs = std::filesystem;
using benchmark::State;
using ledger::Durability;
using ledger::ItemState;

constexpr std::size_t kBatch = 64;  // items that share a conversation
constexpr std::size_t kScanned = 256;

std::size_t item_count() {
  const char* text = std::getenv("INGOT_BENCH_ITEMS");
  return text == nullptr ? 100'000 : std::strtoull(text, nullptr, 10);
}

std::string key_of(std::size_t i) {
  return "campaign " + std::to_string(i / 1000) + "/raw/picture " + std::to_string(i) +
         " final.jpg";
}

// Whatever a ledger is written through: threads' group commit or one transaction after the other.
class Lives {
 public:
  explicit Lives(ledger::Commits& commits) : commits_(commits) {}

  // Items added as a scan adds them.
  void add(std::size_t count) {
    for (std::size_t at = 0; at < count; at += kScanned) {
      ledger::Transaction transaction;
      for (std::size_t i = at; i < std::min(count, at + kScanned); ++i) {
        ledger::Item item;
        item.key = key_of(i);
        item.size = 50'000 + i;
        item.mtime_ns = 1'700'000'000'000'000'000 + static_cast<std::int64_t>(i);
        item.inode = 1000 + i;
        transaction.push_back(ledger::AddItem{std::move(item)});
      }
      submit(std::move(transaction));
    }
  }

  // A batch from its opening to its end: each answer and each end of an item is a transaction of
  // its own, as they come in one by one.
  void live(std::int64_t batch, std::int64_t first_seq, std::size_t count) {
    ledger::Batch opened{batch, 1, 0, std::string(32, 'e'), 1, std::string(48, 's'), {}};
    for (std::size_t i = 0; i < count; ++i) {
      opened.items.push_back(first_seq + static_cast<std::int64_t>(i));
    }
    const auto seqs = opened.items;
    submit({ledger::OpenBatch{std::move(opened), ItemState::active}});
    for (const std::int64_t seq : seqs) {
      ledger::JournalEntry answer{static_cast<std::uint64_t>(seq), true, 0, 200, {}, {}};
      answer.headers = {{"etag", "\"9e107d9d372bb6826bd81d3542a419d6\""}};
      submit({ledger::RecordAnswer{batch, std::move(answer)}});
      ledger::UpdateItem update{};
      update.seq = seq;
      update.state = ItemState::done;
      update.add_requests = 1;
      update.remote_id = "asset-" + std::to_string(seq);
      update.ended_ms = 1'700'000'000'000;
      submit({std::move(update)});
    }
    submit({ledger::CloseBatch{batch}});
  }

  void live_all(std::size_t count) {
    std::int64_t batch = 0;
    for (std::size_t at = 0; at < count; at += kBatch) {
      live(++batch, static_cast<std::int64_t>(at) + 1, std::min(kBatch, count - at));
    }
  }
  bool has_failed() const { return has_failed_; }

 private:
  void submit(ledger::Transaction transaction) {
    commits_.submit(std::move(transaction), Durability::process, [this](const Status& status) {
      if (!status) has_failed_ = true;
    });
  }
  ledger::Commits& commits_;
  std::atomic<bool> has_failed_ = false;
};

void count_items(State& state, std::size_t items) {
  const auto all = static_cast<double>(state.iterations()) * static_cast<double>(items);
  state.SetItemsProcessed(static_cast<std::int64_t>(all));
  state.counters["us_each"] =
      benchmark::Counter(all / 1e6, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

enum class Through { group_commits, single_commits };

void life(State& state, Through through) {
  const std::size_t items = item_count();
  for (auto _ : state) {
    const test::TempDir folder;
    const fs::path file = folder.path() / "run.ledger";
    auto kept = *ledger::Ledger::create(file);
    const auto run = [&](ledger::Commits& commits) {
      Lives lives(commits);
      lives.add(items);
      lives.live_all(items);
      return lives.has_failed();
    };
    if (through == Through::group_commits) {
      ledger::Writer writer(*kept);
      if (run(writer) || !writer.stop()) return state.SkipWithError("the ledger failed");
    } else {
      ledger::InlineWriter writer(*kept);
      if (run(writer)) return state.SkipWithError("the ledger failed");
    }
    kept.reset();
    state.counters["disk_bytes_each"] =
        static_cast<double>(fs::file_size(file)) / static_cast<double>(items);
  }
  count_items(state, items);
}

// A table with the key and what is known of the file, a row for each item written once and changed
// once, a thousand at a time: no journal, no batches, no counts, no search by key.
void plain_table(State& state) {
  const std::size_t items = item_count();
  for (auto _ : state) {
    const test::TempDir folder;
    const fs::path file = folder.path() / "plain.sqlite";
    {
      auto table = *ledger::Connection::open(file, ledger::Access::create);
      bool is_good = table
                         .execute(
                             "pragma journal_mode = wal; pragma synchronous = normal;"
                             "create table item(seq integer primary key, key text, size int,"
                             " mtime int, inode int, state int, remote text)")
                         .ok();
      auto insert = *table.prepare("insert into item values(?, ?, ?, ?, ?, 0, '')");
      auto update = *table.prepare("update item set state = 16, remote = ? where seq = ?");
      for (const bool is_first : {true, false}) {
        for (std::size_t i = 0; i < items; ++i) {
          if (i % 1000 == 0) is_good &= table.execute("begin").ok();
          is_good &=
              (is_first ? insert.run(i + 1, key_of(i), 50'000 + i, 1'700'000'000 + i, 1000 + i)
                        : update.run("asset-" + std::to_string(i + 1), i + 1))
                  .ok();
          if (i % 1000 == 999 || i + 1 == items) is_good &= table.execute("commit").ok();
        }
      }
      if (!is_good) return state.SkipWithError("the table failed");
    }
    state.counters["disk_bytes_each"] =
        static_cast<double>(fs::file_size(file)) / static_cast<double>(items);
  }
  count_items(state, items);
}

// A run that was killed: half of its items done, a hundred batches open, the rest pending.
class KilledRun {
 public:
  KilledRun() : items_(10 * item_count()) {
    auto kept = *ledger::Ledger::create(file());
    ledger::Writer writer(*kept);
    Lives lives(writer);
    lives.add(items_);
    lives.live_all(items_ / 2);
    auto batch = static_cast<std::int64_t>(items_);
    for (std::size_t i = 0; i < 100; ++i) {
      ledger::Batch opened{++batch, 1, 0, std::string(32, 'e'), 1, "state", {}};
      opened.items = {static_cast<std::int64_t>(items_ / 2 + i + 1)};
      writer.submit(
          {ledger::OpenBatch{std::move(opened), ItemState::active}, ledger::RecordIntent{batch, 1}},
          Durability::process, [](const Status&) {});
    }
    is_good_ = writer.stop().ok() && !lives.has_failed();
  }
  fs::path file() const { return folder_.path() / "run.ledger"; }
  std::size_t items() const { return items_; }
  bool is_good() const { return is_good_; }

 private:
  test::TempDir folder_;
  std::size_t items_;
  bool is_good_ = false;
};

const KilledRun& killed_run() {
  static const KilledRun run;
  return run;
}

// What a resumed run reads: counts, open batches with their journals, then all that is pending.
std::optional<std::size_t> resumed_items(const fs::path& file) {
  auto kept = ledger::Ledger::open(file);
  if (!kept || !(*kept)->counts() || !(*kept)->last_batch()) return std::nullopt;
  const auto batches = (*kept)->open_batches();
  if (!batches) return std::nullopt;
  for (const auto& batch : *batches) {
    if (!(*kept)->journal(batch.id)) return std::nullopt;
  }
  std::size_t found = 0;
  for (std::int64_t after = 0;;) {
    const auto page = (*kept)->next(ItemState::pending, after, 1, kScanned);
    if (!page) return std::nullopt;
    if (page->empty()) return found;
    found += page->size();
    after = page->back().seq;
  }
}

void resume(State& state) {
  const KilledRun& run = killed_run();
  const auto begin = std::chrono::steady_clock::now();
  for (auto _ : state) {
    const auto found = resumed_items(run.file());
    if (!run.is_good() || found != run.items() - run.items() / 2 - 100) {
      return state.SkipWithError("the ledger failed");
    }
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  state.counters["seconds"] = took.count() / static_cast<double>(state.iterations());
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * run.items()));
}

// The same items by one statement of SQLite's.
void plain_select(State& state) {
  const KilledRun& run = killed_run();
  for (auto _ : state) {
    auto table = *ledger::Connection::open(run.file(), ledger::Access::read_only);
    auto select = *table.prepare("select seq, key, size from item where state = 0");
    auto rows = select.start();
    for (auto row = rows.next(); row && *row; row = rows.next()) {
      benchmark::DoNotOptimize(rows.bytes(1));
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * run.items()));
}

class Planner final : public io::ScanSink {
 public:
  explicit Planner(ledger::Ledger* ledger) : ledger_(ledger) {}

  Status take(std::vector<io::SourceFile> files) override {
    ledger::Transaction transaction;
    for (auto& file : files) {
      const auto plan = plan::plan_parts(file.size, limits_);
      if (plan) parts += plan->count;
      ++items;
      ledger::Item item;
      item.key = std::move(file.key);
      item.size = file.size;
      item.mtime_ns = file.mtime_ns;
      item.inode = file.inode;
      transaction.push_back(ledger::AddItem{std::move(item)});
    }
    return ledger_ == nullptr ? Status() : ledger_->apply(transaction, Durability::process);
  }
  Status report(io::ScanProblem) override { return {}; }

  std::uint64_t items = 0, parts = 0;

 private:
  ledger::Ledger* ledger_;
  plan::PartLimits limits_;
};

enum class Writes { nothing, ledger };

void scan(State& state, std::string tree, Writes writes) {
  SystemClock clock;
  std::uint64_t items = 0;
  for (auto _ : state) {
    const test::TempDir folder;
    const fs::path file = folder.path() / "run.ledger";
    auto kept = writes == Writes::ledger ? *ledger::Ledger::create(file) : nullptr;
    Planner planner(kept.get());
    io::ScanOptions options;
    options.root = tree;
    if (!io::FolderScan(options, clock).run(planner, {})) return state.SkipWithError("scan failed");
    kept.reset();
    items = planner.items;
    if (writes == Writes::ledger) {
      state.counters["disk_bytes_each"] = static_cast<double>(fs::file_size(file)) /
                                          static_cast<double>(std::max<std::uint64_t>(items, 1));
    }
  }
  count_items(state, items);
}

template <class... Arguments>
void add(const std::string& name, Arguments... arguments) {
  benchmark::RegisterBenchmark(name.c_str(), arguments...)
      ->Unit(benchmark::kMillisecond)
      ->Iterations(1)
      ->MeasureProcessCPUTime();
}

}  // namespace
}  // namespace ingot

int main(int argc, char** argv) {
  using namespace ingot;
  add("life/baseline", plain_table);
  add("life/ours", life, Through::group_commits);
  add("life/single_commits", life, Through::single_commits);
  add("resume/baseline", plain_select);
  add("resume/ours", resume);
  if (const char* tree = std::getenv("INGOT_BENCH_TREE")) {
    add("scan/baseline", scan, std::string(tree), Writes::nothing);
    add("scan/with_ledger", scan, std::string(tree), Writes::ledger);
  }
  return bench::run_suite(argc, argv);
}
