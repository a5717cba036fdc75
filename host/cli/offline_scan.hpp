// OfflineScan: walks a job's source and judges every file without the network, for validate and
// plan. Streams: memory does not grow with the number of files.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "host/cli/loaded_job.hpp"
#include "host/run/earlier_runs.hpp"
#include "host/run/item_rules.hpp"
#include "host/transfer/session_spec.hpp"

namespace ingot::cli {

struct OfflineTotals {
  std::uint64_t items = 0, bytes = 0, parts = 0;  // that would be sent
  std::uint64_t largest_parts = 0;                // of one item
  std::uint64_t skipped = 0;                      // an earlier run has brought them
  std::uint64_t set_aside = 0;                    // rows without a file and files without a row, as the job wants it
  std::uint64_t refused = 0;                      // by a rule of the job or the plugin
  std::uint64_t unreadable = 0;
  std::uint64_t excluded = 0, symlinks_skipped = 0;
  std::uint64_t sessions = 0;  // vendor conversations
  // Requests of a run in which nothing fails, without polls; nothing when the plugin does not tell.
  std::optional<std::uint64_t> requests;
  std::uint64_t requests_each_part = 0;  // more, for every part that the vendor's server cuts
};

// What was found about one item.
struct JudgedItem {
  const ledger::Item& item;
  const transfer::SessionItem* made;  // as its session would get it; null: it is not sent
  const run::Refusal* refusal;        // why not; null: sent, or unreadable (see the item)
  std::uint64_t batch;                // 1, 2, …; 0: not sent
};

struct OfflineListener {
  // For each file that would not be sent, though nobody has brought it before: key, code, message.
  std::function<void(const std::string&, const std::string&, const std::string&)> problem;
  // Every item, a batch at a time; its error ends the scan. May be empty.
  std::function<Status(const JudgedItem&)> judged = {};
  // Whether the plugin is asked how many requests there will be.
  bool counts_requests = false;
};

// `earlier`: what runs before have brought, for jobs that look back.
// `context`: what DISCOVER ended with; empty without the network.
Result<OfflineTotals> scan_offline(LoadedJob& loaded, run::EarlierRuns& earlier,
                                   const OfflineListener& listener,
                                   const std::string& context = {});

}  // namespace ingot::cli
