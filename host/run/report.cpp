#include "host/run/report.hpp"

#include "host/run/run_facts.hpp"

namespace ingot::run {

Result<Report> load_report(ledger::Ledger& ledger) {
  Report report;
  INGOT_TRY(const RunFacts facts, load_facts(ledger));
  INGOT_TRY(const RunOutcome outcome, load_outcome(ledger));
  INGOT_TRY(const auto counts, ledger.counts());
  INGOT_TRY(report.samples, RunSamples::load(ledger));
  report.head = report_head(facts, outcome);
  report.tally.load(counts);
  report.columns = facts.columns;
  return report;
}

std::string_view to_string(ReportFormat format) {
  switch (format) {
    case ReportFormat::json: return "json";
    case ReportFormat::csv: return "csv";
    case ReportFormat::junit: return "junit";
    case ReportFormat::html: return "html";
  }
  return "json";
}

std::optional<ReportFormat> report_format(std::string_view name) {
  for (const ReportFormat format : kReportFormats) {
    if (to_string(format) == name) return format;
  }
  return std::nullopt;
}

Status write_report(ReportFormat format, const std::filesystem::path& file, const Report& report,
                    ledger::Ledger& ledger) {
  switch (format) {
    case ReportFormat::json: return write_json_report(file, report, ledger);
    case ReportFormat::csv: return write_csv_report(file, report, ledger);
    case ReportFormat::junit: return write_junit_report(file, report, ledger);
    case ReportFormat::html: return write_html_report(file, report, ledger);
  }
  return Error{ErrorKind::internal, "a report of no format"};
}

}  // namespace ingot::run
