// Report: what became of every item of a run, from its ledger, as JSON (schema ingot.report/1) and CSV. Streams; a
// million items need no memory. Blocks for the disk.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "host/base/result.hpp"
#include "host/ledger/ledger.hpp"
#include "host/run/tally.hpp"

namespace ingot::run {

struct ReportHead {
  std::string run_id, job, plugin, plugin_version, base_url;
  std::string end, message;  // RunEnd
  int exit_code = 0;
  std::int64_t started_ms = 0, ended_ms = 0;
  std::uint64_t requests = 0, resends = 0, throttled = 0, bytes_sent = 0;
};

// Errors name the file; the old report, if any, stays.
Status write_json_report(const std::filesystem::path& file, const ReportHead& head, const Tally& tally,
                         ledger::Ledger& ledger);
Status write_csv_report(const std::filesystem::path& file, ledger::Ledger& ledger);

// What a person should do about an item that ended so; empty when there is nothing to do.
std::string_view advice_for(ledger::ItemState state);

}  // namespace ingot::run
