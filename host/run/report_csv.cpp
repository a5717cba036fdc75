// The CSV report: a line for each item, with the vendor's ids and the columns of the row it came from, so that it can
// be joined back to the manifest.
#include "host/base/text.hpp"
#include "host/io/csv_field.hpp"
#include "host/io/replacing_file.hpp"
#include "host/io/table_row.hpp"
#include "host/run/report.hpp"
#include "host/run/report_item.hpp"

namespace ingot::run {

using io::csv_field;
using ledger::Item;

namespace {

// A text that came from outside. Spreadsheets take a cell that begins so for a formula; an apostrophe in front makes
// it a text again. One that begins with an apostrophe gets another, so a reader that takes one off has the original.
std::string foreign_field(std::string_view text) {
  const std::string shown = report_text(text);
  const bool is_risky = !shown.empty() && std::string_view("=+-@\t\r'").find(shown.front()) != std::string_view::npos;
  return csv_field(is_risky ? "'" + shown : shown);
}

std::string heading(const Report& report) {
  std::string line = "key,size,outcome,remote_id,sha256,attempts,requests,code,message,advice,ended_at,meta";
  for (const std::string& column : report.columns) line += "," + csv_field("row." + report_text(column));
  return line + "\r\n";
}

std::string line_of(const Item& item, const Report& report) {
  std::string line = foreign_field(item.key) + "," + std::to_string(item.size) + "," +
                     std::string(ledger::to_string(item.state)) + "," + foreign_field(item.remote_id) + "," +
                     to_hex(item.sha256) + "," + std::to_string(attempts_of(item)) + "," +
                     std::to_string(item.requests) + "," + foreign_field(item.code) + "," +
                     foreign_field(item.message) + "," + csv_field(advice_for(item)) + "," +
                     (item.ended_ms != 0 ? iso8601(item.ended_ms) : std::string()) + "," + foreign_field(item.meta);
  if (report.columns.empty()) return line + "\r\n";
  // A row the source could not read is not in the ledger: its cells stay empty.
  const auto row = item.row.empty() ? Result<io::TableRow>(io::TableRow()) : io::row_of_json(item.row);
  for (const std::string& column : report.columns) line += "," + (row ? foreign_field(row->text(column)) : "");
  return line + "\r\n";
}

}  // namespace

Status write_csv_report(const std::filesystem::path& file, const Report& report, ledger::Ledger& ledger) {
  INGOT_TRY(io::ReplacingFile out, io::ReplacingFile::begin(file));
  INGOT_CHECK(out.write(heading(report)));
  INGOT_CHECK(ledger.each_item([&](const Item& item) { return out.write(line_of(item, report)); }));
  return out.commit();
}

}  // namespace ingot::run
