// BenchRunner: carries out one run of a sweep the way `ingot run` does: a job, the vendor's plugin, a ledger on disk,
// against the vendor's lab, over a link in this process. Owns the labs and the loaded jobs, one each with and without
// TLS. One thread; to be made before any other thread, since loading a plugin forks.
#pragma once

#include <map>
#include <memory>

#include "host/bench/sweep.hpp"
#include "host/cli/bench_lab.hpp"
#include "host/cli/bench_workspace.hpp"
#include "host/cli/loaded_job.hpp"
#include "host/cli/run_execution.hpp"
#include "host/cli/signals.hpp"
#include "host/cli/state_folder.hpp"

namespace ingot::cli {

class BenchRunner final : public bench::Runner {
 public:
  struct Parts {
    std::string vendor, plugin_path;
    BenchWorkspace& workspace;
    Signals& signals;
    Clock& clock;
    std::uint64_t seed = 1;
  };
  // All must outlive it.
  explicit BenchRunner(Parts parts);

  // Starts the labs that variants with this TLS need, and loads the job for it. The exit code when it cannot be, after
  // the reason has been printed.
  std::optional<int> open(bench::Tls tls);
  // Of the vendor's plugin; after open().
  const plugin::Manifest& manifest() const { return places_.begin()->second.loaded->manifest; }

  Result<bench::Measurement> run(const bench::Arm& arm, const bench::Workload& load,
                                 const std::stop_token& stop) override;

 private:
  struct Place {
    BenchLab lab;
    std::unique_ptr<LoadedJob> loaded;
  };

  Result<RunWork> execute(Place& place, const net::WireDecorator& decorate);

  const Parts parts_;
  const StateFolder state_;
  std::map<bench::Tls, Place> places_;
};

}  // namespace ingot::cli
