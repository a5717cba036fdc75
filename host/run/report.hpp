// Report: what became of a run and of every item, written from its ledger as JSON, CSV, JUnit XML or one HTML page
// (docs/reports.md). Every format tells the same truth: the ledger's. Streams: a million items need no memory. Blocks
// for the disk. A run that goes on while it is reported is seen as it was at some moment of the writing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"
#include "host/ledger/ledger.hpp"
#include "host/run/report_samples.hpp"
#include "host/run/tally.hpp"

namespace ingot::run {

struct ReportHead {
  std::string run_id, job, plugin, plugin_version, base_url;
  std::string end, message;                       // RunEnd; "interrupted" for a run that did not come to an end
  std::optional<int> exit_code;                   // nothing while the run goes on, or when it was killed
  std::int64_t started_ms = 0, ended_ms = 0;      // Unix time; 0 = not yet
  std::uint64_t requests = 0, resends = 0, twins = 0, polls = 0, parts = 0, throttled = 0, bytes_sent = 0;
  std::string pace = {};                          // how many requests could be in flight last, and why
};

// A run without its items.
struct Report {
  ReportHead head;
  Tally tally;
  std::vector<std::string> columns;  // of the job's table, as far as the job uses them
  RunSamples samples;
};

// invalid when the ledger holds no run.
Result<Report> load_report(ledger::Ledger& ledger);

enum class ReportFormat { json, csv, junit, html };
inline constexpr ReportFormat kReportFormats[] = {ReportFormat::json, ReportFormat::csv, ReportFormat::junit,
                                                  ReportFormat::html};
// "json", "csv", "junit", "html": keys of a job's `report` and flags of `ingot report`.
std::string_view to_string(ReportFormat format);
std::optional<ReportFormat> report_format(std::string_view name);

// Errors name the file; the old report, if any, stays until the new one is whole.
Status write_report(ReportFormat format, const std::filesystem::path& file, const Report& report,
                    ledger::Ledger& ledger);

Status write_json_report(const std::filesystem::path& file, const Report& report, ledger::Ledger& ledger);
Status write_csv_report(const std::filesystem::path& file, const Report& report, ledger::Ledger& ledger);
Status write_junit_report(const std::filesystem::path& file, const Report& report, ledger::Ledger& ledger);
Status write_html_report(const std::filesystem::path& file, const Report& report, ledger::Ledger& ledger);

}  // namespace ingot::run
