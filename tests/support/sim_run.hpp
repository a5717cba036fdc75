// SimRun: a whole run against a lab in simulated time, in as many lives as a test wants: the pipeline, a real ledger
// on disk, files in memory, Dash's plugin linked in, Dash's emulator as the world. The world survives each life.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <ingot/lab/faults.hpp>
#include <ingot/lab/faulty_service.hpp>

#include "host/io/memory_files.hpp"
#include "host/ledger/inline_writer.hpp"
#include "host/plugin/session.hpp"
#include "host/run/pipeline.hpp"
#include "plugins/dash/lab/dash_emulator.hpp"
#include "tests/support/sim_workers.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::test {

struct SimFile {
  std::string key, content;
};

struct SimSetup {
  std::uint64_t seed = 1;
  std::vector<SimFile> files;
  lab::DashOptions dash;
  lab::FaultPlan faults;
  std::string config_extra;         // more members of vendor.config, with a leading comma
  std::string lifecycle;            // "" = no lifecycle
  bool uses_oauth = false;
  std::size_t batch_items = 4;
  unsigned retries = 6;
  std::uint32_t item_tries = 4;
  run::FailureBudget budget;
};

// What ends a life before its time: the k-th ledger write, before or after it is committed; or the disk is full from
// then on, and the process has to stop by itself.
struct CrashPoint {
  std::uint64_t write = 0;  // 0 = never
  enum class Side { before, after, disk_full } side = Side::after;
};

struct LifeEnd {
  bool has_crashed = false;
  run::RunEnd end;
  run::Tally tally;
  transfer::Traffic traffic;
  std::uint64_t ledger_writes = 0;
};

class SimRun {
 public:
  explicit SimRun(SimSetup setup);
  ~SimRun();

  // One process: from start (or resume) to its end or crash. `during` is called before every turn.
  LifeEnd live(CrashPoint crash = {}, const std::function<void(run::Pipeline&)>& during = {});

  lab::DashEmulator& dash() { return *dash_; }
  io::MemoryFiles& files() { return files_; }
  ManualClock& clock() { return clock_; }
  lab::FaultyService& service() { return *service_; }
  std::vector<ledger::Item> items() const;
  // Parts of which the ledger holds an acknowledgement right now: (batch, action).
  std::set<std::pair<std::int64_t, std::uint64_t>> acknowledged() const;
  const std::vector<std::string>& log() const { return log_; }
  std::filesystem::path ledger_file() const { return folder_.path() / "ledger.db"; }
  // Everything that must hold after a run that finished: each file once, whole, with its hash; nothing open; no rule
  // broken. Empty = fine.
  std::string audit_problems(const std::set<std::string>& may_be_missing = {});

 private:
  struct Life;
  std::string config_json() const;
  run::PipelineOptions options() const;
  Status scan(ledger::Commits& commits);
  void sync_clocks() { lab_clock_.set(clock_.wall_ms()); }

  SimSetup setup_;
  TempDir folder_;
  ManualClock clock_;
  lab::ManualClock lab_clock_;
  io::MemoryFiles files_;
  std::vector<io::SourceFile> scanned_;
  std::unique_ptr<lab::DashEmulator> dash_;
  std::unique_ptr<lab::FaultyService> service_;
  std::unique_ptr<plugin::Vendor> vendor_;
  std::vector<std::string> log_;
  std::uint64_t lives_ = 0;
};

std::string random_bytes(std::uint64_t seed, std::size_t size);

}  // namespace ingot::test
