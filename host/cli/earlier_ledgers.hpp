// EarlierLedgers: EarlierRuns over the ledgers of a state folder.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "host/cli/state_folder.hpp"
#include "host/job/job.hpp"
#include "host/ledger/ledger.hpp"
#include "host/run/earlier_runs.hpp"

namespace ingot::cli {

class EarlierLedgers final : public run::EarlierRuns {
 public:
  // Empty unless the job looks back. The runs of `job` before `run_id` (all when that is empty), newest first. Ledgers of killed beginnings and of other
  // formats are passed over. Every one found stays open, so a state folder with very many runs costs descriptors.
  static EarlierLedgers open(const StateFolder& state, const job::Job& job, const std::string& run_id);

  Result<std::optional<run::EarlierItem>> find(std::string_view key) override;

 private:
  struct Past {
    std::string run_id;
    std::unique_ptr<ledger::Ledger> ledger;
  };
  std::vector<Past> runs_;
};

}  // namespace ingot::cli
