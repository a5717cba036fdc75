// SimRun: a whole run against a lab in simulated time, in as many lives as a test wants: the pipeline, a real ledger
// on disk, files in memory, a vendor's plugin linked in, its emulator as the world. The world survives each life.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <ingot/lab/emulator.hpp>
#include <ingot/lab/faults.hpp>
#include <ingot/lab/faulty_service.hpp>
#include <ingot/plugin.h>

#include "host/io/memory_files.hpp"
#include "host/ledger/inline_writer.hpp"
#include "host/plugin/session.hpp"
#include "host/run/offline_check.hpp"
#include "host/run/pipeline.hpp"
#include "tests/support/sim_drift.hpp"
#include "tests/support/sim_workers.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::test {

struct SimFile {
  std::string key, content;
  ledger::ItemKind kind = ledger::ItemKind::file;  // plain: a record or URI, no content
  std::string fields = {};  // ingot_item.fields; empty: the vendor's usual ones
};

// One vendor as a simulated run meets it.
struct SimVendor {
  const ingot_plugin* table = nullptr;
  std::string manifest_file;
  std::string host;         // "dash.test:80", where every secret may go
  std::string config_json;  // vendor.config
  std::map<std::string, std::string> secrets;  // as the job has them, by name
  std::vector<std::string> credentials;        // that the config needs
  std::function<std::unique_ptr<lab::Emulator>(const lab::Clock&)> make_lab;
  std::function<std::string(const SimFile&)> fields;       // ingot_item.fields
  std::function<std::string(const SimFile&)> remote_path;  // as the lab's audit names it
  bool has_lifecycle = false;
  bool counts_completions = true;             // the audit's times_completed must be 1
  std::optional<std::uint64_t> part_size;     // small, so that simulated files have a few
  // Stands in front of the plugin, to watch it; absent: nobody does.
  std::function<std::unique_ptr<plugin::Vendor>(std::unique_ptr<plugin::Vendor>)> watch = {};
};

struct SimSetup {
  std::uint64_t seed = 1;
  std::vector<SimFile> files;
  lab::FaultPlan faults;
  Drift drift;
  std::size_t batch_items = 4;
  unsigned retries = 6;
  std::uint32_t item_tries = 4;
  run::FailureBudget budget;
  run::EarlierRuns* earlier = nullptr;
  run::IfExists if_exists = run::IfExists::ignore;
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
  SimRun(SimVendor vendor, SimSetup setup);
  ~SimRun();

  // One process: from start (or resume) to its end or crash. `during` is called before every turn.
  LifeEnd live(CrashPoint crash = {}, const std::function<void(run::Pipeline&)>& during = {});

  // What the host's rules and the plugin's VALIDATE say about one of the files, offline, were it `size` bytes long.
  run::CheckedItem checked(const SimFile& file, std::uint64_t size);

  lab::Emulator& lab() { return *lab_; }
  io::MemoryFiles& files() { return files_; }
  ManualClock& clock() { return clock_; }
  lab::FaultyService& service() { return *service_; }
  const DriftingService& drift() const { return *drift_; }
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
  run::PipelineOptions options() const;
  Status scan(ledger::Commits& commits);
  void sync_clocks() { lab_clock_.set(clock_.wall_ms()); }

  const SimVendor vendor_facts_;
  SimSetup setup_;
  TempDir folder_;
  ManualClock clock_;
  lab::ManualClock lab_clock_;
  io::MemoryFiles files_;
  std::vector<ledger::Item> scanned_;
  std::unique_ptr<lab::Emulator> lab_;
  std::unique_ptr<DriftingService> drift_;
  std::unique_ptr<lab::FaultyService> service_;
  std::unique_ptr<plugin::Vendor> vendor_;
  std::vector<std::string> log_;
  std::uint64_t lives_ = 0;
};

std::string random_bytes(std::uint64_t seed, std::size_t size);

}  // namespace ingot::test
