// RunSettings: what a job and its plugin's manifest mean for the host: limits, windows, policies. Pure.
#pragma once

#include "host/cli/config_json.hpp"
#include "host/job/job.hpp"
#include "host/plugin/manifest.hpp"
#include "host/run/pipeline.hpp"

namespace ingot::cli {

struct RunSettings {
  run::PipelineOptions pipeline;
  std::uint64_t max_rate = 0;  // bytes per second, 0 = no limit
  unsigned threads = 1;        // that carry out attempts, at most
};

// The manifest's limits in the words of the planner.
plan::PartLimits part_limits(const plugin::Limits& limits);

// invalid: limits that contradict each other, with the key.
Result<RunSettings> settings_of(const job::Job& job, const plugin::Manifest& manifest,
                                const ConfigJson& config, std::vector<std::string> logins);

// The describer over a job; the job must outlive it.
class JobDescriber final : public run::Describer {
 public:
  explicit JobDescriber(const job::Job& job) : job_(job) {}
  Result<std::string> fields(const ledger::Item& item) const override;

 private:
  const job::Job& job_;
};

}  // namespace ingot::cli
