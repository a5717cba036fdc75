// RunFacts: what a ledger remembers about its run beside the items, so that resume, status and report need nothing
// else: not the job file, not the flags. Holds no secrets (a job only refers to them).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/base/result.hpp"
#include "host/ledger/ledger.hpp"
#include "host/run/report.hpp"

namespace ingot::run {

struct RunFacts {
  std::string run_id, job, job_file, job_text;  // job_text: the YAML as it was
  std::vector<std::string> params;              // "name=value"
  std::string profile;
  std::string plugin_path, plugin, plugin_version, manifest_sha256, base_url;
  std::vector<std::string> reports;             // "json=/abs/path", "csv=/abs/path", …
  std::vector<std::string> columns;             // of the job's table, as far as the job uses them
  std::string plan = {};                        // the plan file it was run from; empty: from the job alone
  std::int64_t started_ms = 0;
};

struct RunOutcome {
  std::string end, message;
  int exit_code = 0;
  std::int64_t ended_ms = 0;
  // Over all lives of the run.
  std::uint64_t requests = 0, resends = 0, twins = 0, polls = 0, parts = 0, throttled = 0, bytes_sent = 0;
  std::string pace = {};  // how many requests could be in flight last, and why; the pipeline keeps it up to date
};

ledger::Transaction save(const RunFacts& facts);
ledger::Transaction save(const RunOutcome& outcome);
// invalid when the ledger has no run in it (killed before it began).
Result<RunFacts> load_facts(ledger::Ledger& ledger);
// The last one saved; empty `end` while the run has not ended or was killed.
Result<RunOutcome> load_outcome(ledger::Ledger& ledger);
ReportHead report_head(const RunFacts& facts, const RunOutcome& outcome);

}  // namespace ingot::run
