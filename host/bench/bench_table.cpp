// The forms of a report that are plain lines: table, changes, CSV.
#include <algorithm>
#include <cstdio>

#include "host/base/text.hpp"
#include "host/bench/bench_report.hpp"

namespace ingot::bench {

namespace {

std::string fixed(double number, int digits) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, number);
  return text;
}

std::string percent_text(double share) { return fixed(share * 100, 1) + " %"; }

// Bytes that were sent twice, as a share of those that had to be sent.
std::string wasted_text(const Row& row) {
  if (row.wasted_bytes == 0 || row.load.bytes() == 0) return "0";
  return human_bytes(row.wasted_bytes) + " (" +
         percent_text(static_cast<double>(row.wasted_bytes) / static_cast<double>(row.load.bytes())) + ")";
}

// "measured 3 x 64 MiB", "modelled".
std::string source_text(const Row& row) {
  if (row.source == Source::modelled) return "modelled";
  return "measured " + std::to_string(row.runs) + " x " + human_bytes(row.load.bytes());
}

using Cells = std::vector<std::string>;

// Columns as wide as their widest cell; numbers to the right, the last to the left.
std::string aligned(const std::vector<Cells>& lines) {
  std::vector<std::size_t> widths(lines.front().size(), 0);
  for (const Cells& cells : lines) {
    for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], cells[i].size());
  }
  std::string text;
  for (const Cells& cells : lines) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string padding(widths[i] - cells[i].size(), ' ');
      line += "  " + (i + 1 < cells.size() ? padding + cells[i] : cells[i]);
    }
    text += line + "\n";
  }
  return text;
}

Cells cells_of(const Row& row, PartSizes part_sizes) {
  return {part_sizes == PartSizes::of_client ? size_text(row.arm.part_size) : "vendor's",
          std::to_string(row.arm.in_flight),
          std::string(to_string(row.arm.variant.tls)),
          std::string(to_string(row.arm.variant.digest)),
          rate_text(row.bytes_per_second()),
          seconds_text(row.finish_seconds) + (row.finish_source == Source::modelled ? "~" : " "),
          fixed(row.cpu_per_gib(), 2) + " s",
          wasted_text(row),
          source_text(row)};
}

std::string block_of(const BenchReport& report, const LinkShape& link) {
  const std::vector<Row> rows = rows_of(report.rows, link);
  std::vector<Cells> lines = {
      {"part size", "in flight", "tls", "digest", "rate", "finish", "CPU/GiB", "sent twice", "rate is"}};
  for (const Row& row : rows) lines.push_back(cells_of(row, report.part_sizes));
  std::string text = "link " + link.name + ": " + describe(link) + "\n" + aligned(lines) + "\n";
  if (const auto found = recommend(rows, report.load, report.part_sizes)) {
    text += found->job + found->line + "  # " + found->why + "\n";
  }
  return text;
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n") == text.npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace

std::string seconds_text(double seconds) {
  if (seconds < 1) return fixed(seconds * 1000, 0) + "ms";
  return human_duration(std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000)));
}

std::string rate_text(double bytes_per_second) {
  return human_bytes(static_cast<std::uint64_t>(bytes_per_second)) + "/s";
}

std::string table_text(const BenchReport& report) {
  std::string text = report.vendor + ", " + std::to_string(report.load.count) +
                     (report.load.count == 1 ? " file of " : " files of ") + human_bytes(report.load.size) + ", " +
                     std::to_string(report.real_runs) + " real runs in " + seconds_text(report.seconds) + " on " +
                     std::to_string(report.processors) + " processors\n";
  text += "model: off by " + percent_text(report.error.mean) + " on average, " + percent_text(report.error.worst) +
          " at worst, against " + std::to_string(report.error.points) +
          " real runs it was not fitted to; what it says is marked ~ or `modelled`\n";
  for (const LinkShape& link : report.links) text += "\n" + block_of(report, link);
  return text;
}

std::string csv_text(const BenchReport& report) {
  std::string text =
      "link,rtt_ms,loss,part_size,in_flight,tls,digest,source,runs,file_size,files,seconds,seconds_low,seconds_high,"
      "bytes_per_second,cpu_seconds,cpu_seconds_per_gib,wasted_bytes,finish_seconds,finish_source\n";
  for (const Row& row : report.rows) {
    const Cells cells = {csv_field(row.arm.link.name),
                         fixed(static_cast<double>(row.arm.link.rtt.count()) / 1e6, 3),
                         fixed(row.arm.link.loss, 6),
                         std::to_string(row.arm.part_size),
                         std::to_string(row.arm.in_flight),
                         std::string(to_string(row.arm.variant.tls)),
                         std::string(to_string(row.arm.variant.digest)),
                         std::string(to_string(row.source)),
                         std::to_string(row.runs),
                         std::to_string(row.load.size),
                         std::to_string(row.load.count),
                         fixed(row.seconds, 6),
                         fixed(row.seconds_low, 6),
                         fixed(row.seconds_high, 6),
                         fixed(row.bytes_per_second(), 0),
                         fixed(row.cpu_seconds, 6),
                         fixed(row.cpu_per_gib(), 6),
                         std::to_string(row.wasted_bytes),
                         fixed(row.finish_seconds, 6),
                         std::string(to_string(row.finish_source))};
    for (const std::string& cell : cells) text += (&cell == &cells.front() ? "" : ",") + cell;
    text += "\n";
  }
  return text;
}

std::string changes_text(const Comparison& comparison, double tolerance) {
  std::string text = "compared: " + std::to_string(comparison.changes.size()) +
                     " settings with the same load in both, medians of at least " + std::to_string(kRunsToCompare) +
                     " runs; " + std::to_string(comparison.left_out) + " measured before have no such partner\n";
  std::vector<Cells> lines = {{"before", "now", "change", "setting"}};
  for (const Change& change : comparison.changes) {
    const std::string sign = change.ratio >= 1 ? "+" : "";
    lines.push_back({rate_text(change.before.bytes_per_second()), rate_text(change.after.bytes_per_second()),
                     sign + fixed(change.percent(), 1) + " %",
                     describe(change.before.arm) + (change.is_regression ? "  SLOWER" : "")});
  }
  if (!comparison.changes.empty()) text += aligned(lines);
  return text + (comparison.has_regression()
                     ? "slower by more than " + percent_text(tolerance) + ", and outside what the runs vary by\n"
                     : "nothing is slower by more than " + percent_text(tolerance) + "\n");
}

}  // namespace ingot::bench
