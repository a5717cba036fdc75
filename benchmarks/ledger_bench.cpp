// What an item costs the host before anything is sent: scanning the tree named by INGOT_BENCH_TREE,
// planning its parts and writing it into a ledger. Counters: items, bytes of ledger an item.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>

#include "host/io/folder_scan.hpp"
#include "host/ledger/inline_writer.hpp"
#include "host/plan/part_plan.hpp"

namespace ingot {
namespace {

namespace fs = std::filesystem;

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
    return ledger_ == nullptr ? Status() : ledger_->apply(transaction, ledger::Durability::process);
  }
  Status report(io::ScanProblem) override { return {}; }

  std::uint64_t items = 0, parts = 0;

 private:
  ledger::Ledger* ledger_;
  plan::PartLimits limits_;
};

void scan(benchmark::State& state, bool with_ledger) {
  const char* tree = std::getenv("INGOT_BENCH_TREE");
  if (tree == nullptr) return state.SkipWithError("INGOT_BENCH_TREE names no folder");
  const fs::path file =
      fs::temp_directory_path() / ("ingot-ledger-bench-" + std::to_string(getpid()));
  SystemClock clock;
  for (auto _ : state) {
    fs::remove(file);
    auto ledger = with_ledger ? *ledger::Ledger::create(file) : nullptr;
    Planner planner(ledger.get());
    io::ScanOptions options;
    options.root = tree;
    if (!io::FolderScan(options, clock).run(planner, std::stop_token()))
      return state.SkipWithError("scan failed");
    ledger.reset();
    state.counters["items"] = static_cast<double>(planner.items);
    if (with_ledger) {
      state.counters["ledger_bytes_per_item"] =
          static_cast<double>(fs::file_size(file)) /
          static_cast<double>(std::max<std::uint64_t>(planner.items, 1));
    }
  }
  for (const char* suffix : {"", "-wal", "-shm", "-lock"}) fs::remove(file.string() + suffix);
}

BENCHMARK_CAPTURE(scan, plan_only, false)->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK_CAPTURE(scan, plan_and_ledger, true)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace ingot

BENCHMARK_MAIN();
