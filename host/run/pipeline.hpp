// Pipeline: one run of a job from scan to lifecycle: discovers, feeds sessions, takes in how items end, and knows when
// to stop. Single-threaded like the engine it owns; the caller brings facts and time.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>

#include "host/base/log.hpp"
#include "host/run/feeder.hpp"
#include "host/run/outcome.hpp"
#include "host/run/progress.hpp"
#include "host/run/report_samples.hpp"
#include "host/run/revival_desk.hpp"
#include "host/run/run_end.hpp"
#include "host/run/scan_feed.hpp"
#include "host/run/standouts.hpp"

namespace ingot::run {

struct FailureBudget {
  std::optional<double> percent;        // of the items found
  std::optional<std::uint64_t> items;
};

struct PipelineOptions {
  transfer::EngineOptions engine;
  FeedOptions feed;
  OutcomePolicy outcome;
  ItemRules rules;
  FailureBudget budget;
  std::chrono::milliseconds deadline{0};  // of the whole run from its start here; 0 = none
  std::chrono::milliseconds grace{5000};  // how long a stopped run waits for what is in flight
  bool verifies_size = true;              // an item whose vendor reports another size is not done
};

class Pipeline final : private transfer::SessionOwner {
 public:
  struct Parts {
    Clock& clock;
    Entropy& entropy;
    transfer::Workers& workers;
    ledger::Commits& commits;
    ledger::Ledger& reader;
    Mailbox<transfer::Fact>& mailbox;
    plugin::Vendor& vendor;
    const secrets::Vault& vault;
    transfer::SecretKeeper& keeper;
    const Describer& describer;
    EarlierRuns* earlier;  // null: none
    const ScanFeed& scan;
    ProgressBoard& board;
    Log& log;
    ItemListeners listeners = {};  // must outlive it
    RevivalDesk* desk = nullptr;   // null: nothing is revived while it works
  };
  Pipeline(Parts parts, PipelineOptions options);
  ~Pipeline() override;

  // Reads where the ledger stands and begins to discover. Once, before anything else.
  Status start();
  // Takes facts and turns until the run is over or `stop` is requested (then it stops as `interrupted`).
  RunEnd run(const std::stop_token& stop);

  // The pieces of run(), for a caller with its own time.
  void handle(transfer::Fact fact) { engine_->handle(std::move(fact)); }
  // False when the run is over.
  bool turn();
  std::chrono::nanoseconds idle_time() const;
  // Begins to stop; turn() goes on until nothing is in flight.
  void stop(RunEnd why);

  const RunEnd& end() const { return end_; }
  const Tally& tally() const { return tally_; }
  const transfer::Traffic& traffic() const { return engine_->traffic(); }
  // How many requests may be in flight, and why.
  const std::string& pace() const { return engine_->slots().reason(); }
  // How the run went, the time since the last sample included; for whoever records the run's end.
  ledger::Transaction last_samples();

 private:
  void item_ended(transfer::SessionId session, const transfer::SessionItem& item,
                  const plugin::ItemAction& end, const transfer::ItemTally& tally) override;
  void noted(transfer::SessionId session, const plugin::NoteAction& note) override;
  void session_closed(transfer::SessionId session, const transfer::SessionSpec& spec,
                      const std::optional<plugin::ResultAction>& result) override;
  void cannot_go_on(const Error& why) override;
  void resent(transfer::SessionId session, const transfer::SessionItem& item, const std::string& text) override;

  void discovered(const std::optional<plugin::ResultAction>& result);
  void go_on_from_ledger();
  void follow_scan();
  void check_limits();
  bool is_over_budget() const;
  bool turn_while_stopping();
  void tell(const transfer::SessionItem& item, const transfer::ItemTally& tally, const plugin::ItemAction& judged,
            const ledger::UpdateItem& update);
  void remember(std::int64_t seq, std::string what, bool is_good, std::string text);
  void serve_desk();
  // Why it cannot be; nothing when it is done.
  Result<std::optional<std::string>> revive(const ledger::ReviveItem& revival);
  void sample();
  SampleCounts counts() const;
  std::int64_t sample_time() const;
  enum class Publish { when_due, now };
  void publish(Publish urgency);
  void add_traffic(Progress& progress, std::chrono::nanoseconds now) const;
  std::string reason() const;
  std::uint32_t op_of(transfer::SessionId session) const;

  Parts parts_;
  const PipelineOptions options_;
  OfflineCheck check_;
  Tally tally_;
  std::unique_ptr<transfer::Engine> engine_;
  std::unique_ptr<Feeder> feeder_;
  std::uint64_t scan_generation_ = 0;
  bool is_scan_complete_ = false, is_ready_ = false, is_stopping_ = false, has_cancelled_ = false;
  RunSamples samples_;
  StandoutsKeeper standouts_;
  std::shared_ptr<const Standouts> seen_standouts_;  // as of standouts_at_; shared with the board's readers
  std::chrono::nanoseconds standouts_at_{0}, published_at_{0};
  struct Revived {
    RevivalAnswer answer;
    std::uint64_t transaction;  // that holds them all
  };
  std::optional<Revived> revived_;  // not yet committed
  std::chrono::nanoseconds started_{0}, stopping_since_{0};
  std::int64_t started_wall_ms_ = 0;
  std::string cut_off_;  // the source had more: said when all the rest is done
  RunEnd end_;
};

}  // namespace ingot::run
