// RunWatch: what is known of one run, for whoever looks at it: from the pipeline's board while it works in this process,
// from its ledger otherwise and for everything about items. Every question opens the ledger for itself, so questions
// neither wait for each other nor for the run. Thread-safe.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>

#include "host/base/clock.hpp"
#include "host/base/task_group.hpp"
#include "host/ledger/ledger.hpp"
#include "host/run/progress.hpp"
#include "host/run/rate.hpp"
#include "host/run/run_facts.hpp"
#include "host/ui/changed_items.hpp"
#include "host/ui/retrier.hpp"

namespace ingot::ui {

class RunWatch {
 public:
  // What is not null must outlive the watch; all null: a run that is only kept.
  struct Source {
    std::filesystem::path ledger;
    Clock& clock;
    const run::ProgressBoard* board = nullptr;
    Retrier* retrier = nullptr;
    const ChangedItems* changes = nullptr;
  };
  struct Moment {
    run::Progress progress;
    run::Rate rate;
    std::uint64_t number = 0;  // grows with each look; 0 = before the first
  };

  explicit RunWatch(Source source) : source_(std::move(source)) {}

  // Looks once a second in `tasks` until they stop.
  Status follow(TaskGroup& tasks);
  Moment moment() const;

  // A life of the run in this process begins or has ended, its outcome recorded.
  void set_working(bool is_working);
  bool is_working() const;
  // Counts ends told of by set_working(false), so that a listener hears of each once.
  std::uint64_t ends() const;

  Result<std::unique_ptr<ledger::Ledger>> open() const { return ledger::Ledger::open_read_only(source_.ledger); }
  const std::filesystem::path& ledger_file() const { return source_.ledger; }
  Clock& clock() const { return source_.clock; }
  const ChangedItems* changes() const { return source_.changes; }
  Retrier* retrier() const { return source_.retrier; }
  bool may_retry() const { return source_.retrier != nullptr && source_.retrier->may_retry(); }
  // Of the lives of the run before this process; zeros for a run that is only kept.
  run::RunOutcome before() const;

 private:
  Status look();
  Result<run::Progress> kept_progress() const;

  const Source source_;
  mutable std::mutex mutex_;
  // Guarded by mutex_.
  run::RateMeter meter_;
  Moment moment_;
  run::RunOutcome before_;
  bool is_working_ = false;
  std::uint64_t ends_ = 0;
};

}  // namespace ingot::ui
