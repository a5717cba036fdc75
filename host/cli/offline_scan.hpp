// OfflineScan: walks a job's source and judges every file without the network, for validate and plan. Streams: memory
// does not grow with the number of files.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "host/cli/loaded_job.hpp"
#include "host/run/earlier_runs.hpp"

namespace ingot::cli {

struct OfflineTotals {
  std::uint64_t items = 0, bytes = 0, parts = 0;  // that would be sent
  std::uint64_t largest_parts = 0;                // of one item
  std::uint64_t skipped = 0;                      // an earlier run has brought them
  std::uint64_t set_aside = 0;                    // rows without a file and files without a row, as the job wants it
  std::uint64_t refused = 0;                      // by a rule of the job or the plugin
  std::uint64_t unreadable = 0;
  std::uint64_t excluded = 0, symlinks_skipped = 0;
  std::uint64_t sessions = 0;                     // vendor conversations
};

// `problem` is called for each file that would not be sent: key, code, message.
using ProblemSink = std::function<void(const std::string&, const std::string&, const std::string&)>;
// `earlier`: what runs before have brought, for jobs that look back.
// `context`: what DISCOVER ended with; empty without the network.
Result<OfflineTotals> scan_offline(LoadedJob& loaded, run::EarlierRuns& earlier,
                                   const ProblemSink& problem, const std::string& context = {});

}  // namespace ingot::cli
