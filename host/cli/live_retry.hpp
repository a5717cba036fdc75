// LiveRetry: what the page's "try again" does: judges the items as `ingot retry` would and leaves what may be revived at
// the run's desk. Any thread.
#pragma once

#include "host/base/clock.hpp"
#include "host/cli/loaded_job.hpp"
#include "host/cli/state_folder.hpp"
#include "host/run/revival_desk.hpp"
#include "host/run/run_facts.hpp"
#include "host/ui/retrier.hpp"

namespace ingot::cli {

class LiveRetry final : public ui::Retrier {
 public:
  // All must outlive it and stay as they are.
  struct Parts {
    const LoadedJob& loaded;
    const StateFolder& state;
    const run::RunFacts& facts;
    run::RevivalDesk& desk;
    Clock& clock;
  };
  explicit LiveRetry(Parts parts) : parts_(parts) {}

  bool may_retry() const override { return parts_.desk.is_open(); }
  Result<run::RevivalAnswer> retry(const std::vector<std::int64_t>& seqs, const std::stop_token& stop) override;

 private:
  const Parts parts_;
};

}  // namespace ingot::cli
