// A report as one HTML page in the style of a run's.
#include <algorithm>
#include <cstdio>

#include "host/base/text.hpp"
#include "host/bench/bench_report.hpp"
#include "host/bench/chart.hpp"
#include "host/run/report_markup.hpp"
#include "host/run/report_page.hpp"

namespace ingot::bench {

namespace {

using run::markup_text;

std::string fixed(double number, int digits) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, number);
  return text;
}

template <class T, class Of>
std::vector<T> distinct(const std::vector<Row>& rows, Of of) {
  std::vector<T> values;
  for (const Row& row : rows) {
    if (std::find(values.begin(), values.end(), of(row)) == values.end()) values.push_back(of(row));
  }
  return values;
}

struct Plotted {
  std::string_view title;
  std::function<double(const Row&)> value;
  std::function<Source(const Row&)> source;
  std::function<std::string(double)> label;
};

const std::vector<Plotted>& plotted() {
  static const std::vector<Plotted> kPlots = {
      {"Throughput by part size", [](const Row& row) { return row.bytes_per_second(); },
       [](const Row& row) { return row.source; }, rate_text},
      {"Time to finish by part size", [](const Row& row) { return row.finish_seconds; },
       [](const Row& row) { return row.finish_source; }, seconds_text},
      {"Processor time per GiB by part size", [](const Row& row) { return row.cpu_per_gib(); },
       [](const Row& row) { return row.source; }, [](double value) { return fixed(value, 2) + " s"; }},
      {"Bytes sent twice, of those that had to be sent, by part size",
       [](const Row& row) {
         return row.load.bytes() > 0 ? static_cast<double>(row.wasted_bytes) / static_cast<double>(row.load.bytes()) : 0;
       },
       [](const Row& row) { return row.source; }, [](double value) { return fixed(value * 100, 2) + " %"; }}};
  return kPlots;
}

Chart chart_of(const Plotted& plot, const std::vector<Row>& rows) {
  Chart chart{.title = std::string(plot.title), .places = {}, .lines = {}, .label = plot.label};
  const auto parts = distinct<std::uint64_t>(rows, [](const Row& row) { return row.arm.part_size; });
  for (const std::uint64_t part : parts) chart.places.push_back(size_text(part));
  for (const unsigned in_flight : distinct<unsigned>(rows, [](const Row& row) { return row.arm.in_flight; })) {
    ChartLine line{std::to_string(in_flight) + " in flight", {}};
    line.points.resize(parts.size());
    for (const Row& row : rows) {
      if (row.arm.in_flight != in_flight) continue;
      const auto place = std::find(parts.begin(), parts.end(), row.arm.part_size) - parts.begin();
      line.points[static_cast<std::size_t>(place)] = ChartPoint{plot.value(row), plot.source(row) == Source::measured};
    }
    chart.lines.push_back(std::move(line));
  }
  return chart;
}

std::string fact(std::string_view name, const std::string& value) {
  return "<div><dt>" + markup_text(name) + "</dt><dd>" + markup_text(value) + "</dd></div>";
}

std::string table_row(const Row& row, const BenchReport& report) {
  const std::vector<std::pair<std::string_view, std::string>> cells = {
      {"part size", report.part_sizes == PartSizes::of_client ? size_text(row.arm.part_size) : "the vendor's"},
      {"in flight", std::to_string(row.arm.in_flight)},
      {"tls", std::string(to_string(row.arm.variant.tls))},
      {"digest", std::string(to_string(row.arm.variant.digest))},
      {"rate", rate_text(row.bytes_per_second())},
      {"runs", row.source == Source::modelled ? "modelled"
                                              : std::to_string(row.runs) + " of " + human_bytes(row.load.bytes()) +
                                                    ", " + seconds_text(row.seconds_low) + " to " +
                                                    seconds_text(row.seconds_high)},
      {"finish", seconds_text(row.finish_seconds) + ", " + std::string(to_string(row.finish_source))},
      {"CPU per GiB", fixed(row.cpu_per_gib(), 2) + " s"},
      {"sent twice", human_bytes(row.wasted_bytes)}};
  std::string html = "<tr>";
  for (const auto& [name, value] : cells) {
    html += "<td data-label=\"" + markup_text(name) + "\">" + markup_text(value) + "</td>";
  }
  return html + "</tr>\n";
}

std::string table(const std::vector<Row>& rows, const BenchReport& report) {
  std::string html =
      "<table><thead><tr><th>part size</th><th>in flight</th><th>tls</th><th>digest</th><th>rate</th><th>runs</th>"
      "<th>finish</th><th>CPU per GiB</th><th>sent twice</th></tr></thead><tbody>\n";
  for (const Row& row : rows) html += table_row(row, report);
  return html + "</tbody></table>\n";
}

std::string section(const BenchReport& report, const LinkShape& link) {
  const std::vector<Row> rows = rows_of(report.rows, link);
  std::string html = "<h2>Link: " + markup_text(link.name) + "</h2>\n<p class=\"quiet\">" + markup_text(describe(link)) + "</p>\n";
  if (const auto found = recommend(rows, report.load, report.part_sizes)) {
    html += "<p><strong>" + markup_text(found->line) + "</strong></p>\n<p>" + markup_text(found->why) + "</p>\n<pre>" +
            markup_text(found->job) + "</pre>\n";
  }
  for (const Variant& variant : distinct<Variant>(rows, [](const Row& row) { return row.arm.variant; })) {
    std::vector<Row> alike;
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(alike),
                 [&](const Row& row) { return row.arm.variant == variant; });
    html += "<h3>tls " + std::string(to_string(variant.tls)) + ", digest " + std::string(to_string(variant.digest)) +
            "</h3>\n<div class=\"plots wide\">\n";
    for (const Plotted& plot : plotted()) html += chart_svg(chart_of(plot, alike));
    html += "</div>\n";
  }
  return html + table(rows, report);
}

}  // namespace

Result<std::string> html_text(const BenchReport& report) {
  INGOT_TRY(const std::string policy, run::page_policy());
  const std::string title = "ingot bench upload, " + report.vendor;
  std::string html = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>"
                     "<meta http-equiv=\"Content-Security-Policy\" content=\"" + markup_text(policy) + "\"/>"
                     "<title>" + markup_text(title) + "</title><style>" + std::string(run::page_style()) +
                     "</style></head><body><main>\n<h1>" + markup_text(title) + "</h1>\n<dl>";
  html += fact("workload", std::to_string(report.load.count) + " of " + human_bytes(report.load.size)) +
          fact("real runs", std::to_string(report.real_runs) + " in " + seconds_text(report.seconds)) +
          fact("processors", std::to_string(report.processors)) +
          fact("model is off by", fixed(report.error.mean * 100, 1) + " % on average") +
          fact("at worst", fixed(report.error.worst * 100, 1) + " % of " + std::to_string(report.error.points) + " runs") +
          fact("ingot", report.version) + "</dl>\n";
  html += "<p class=\"quiet\">A filled dot was measured: real bytes over this machine's loopback, shaped as the link "
          "says. A ring was modelled from those runs; the model's error is of runs it was not fitted to.</p>\n";
  for (const LinkShape& link : report.links) html += section(report, link);
  return html + "</main></body></html>\n";
}

}  // namespace ingot::bench
