// Revival: judges which ended items of a run may be tried again and as what, looking at their files and at later runs of
// the job: the rules of `ingot retry` and of the page alike. Changes nothing itself. One thread.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "host/base/clock.hpp"
#include "host/cli/retry_rules.hpp"
#include "host/cli/state_folder.hpp"
#include "host/io/root_folder.hpp"
#include "host/job/job.hpp"
#include "host/ledger/ledger.hpp"
#include "host/plugin/manifest.hpp"
#include "host/run/run_facts.hpp"

namespace ingot::cli {

class Revival {
 public:
  // invalid, not_found: the job's source is not there (any more).
  static Result<Revival> of(const job::Job& job, const plugin::Manifest& manifest, const StateFolder& state,
                            const run::RunFacts& facts, Clock& clock);

  Result<RetryVerdict> judge(const ledger::Item& item);

 private:
  // A run of the same job that began after this one: what it has brought must not be brought again.
  struct LaterRun {
    std::string id;
    std::unique_ptr<ledger::Ledger> ledger;
  };
  Revival(RetryRules rules, io::RootFolder root, std::vector<LaterRun> later)
      : rules_(rules), root_(std::move(root)), later_(std::move(later)) {}
  static std::vector<LaterRun> later_runs(const StateFolder& state, const run::RunFacts& facts);
  Result<std::optional<std::string>> later_run_with(const std::string& key);

  RetryRules rules_;
  io::RootFolder root_;
  std::vector<LaterRun> later_;
};

// The run goes on: whoever asks about it from here on must not hear of the end it had.
ledger::Transaction without_end();
// The item's revival with what its history says of it.
ledger::Transaction revived(const ledger::ReviveItem& revival, std::int64_t now_ms);

}  // namespace ingot::cli
