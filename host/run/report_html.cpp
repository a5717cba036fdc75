// The HTML report: one page that needs nothing else, for people. It lists what needs attention, at most some thousand
// items; the totals are of all.
#include <cstdio>

#include "host/base/text.hpp"
#include "host/io/replacing_file.hpp"
#include "host/run/report.hpp"
#include "host/run/report_highlights.hpp"
#include "host/run/report_item.hpp"
#include "host/run/report_markup.hpp"
#include "host/run/report_page.hpp"
#include "host/run/report_plot.hpp"

namespace ingot::run {

using ledger::Item;
using ledger::ItemState;

namespace {

// A vendor's message may be a page of its own; JSON and CSV have it whole.
constexpr std::size_t kMostMessage = 600;

std::string_view tone_of(ItemState state) {
  if (!ledger::is_ended(state)) return "wait";
  return is_failed(state) ? "bad" : "good";
}

std::string seen(std::string_view text) {
  return markup_text(visible_text(text));
}

std::string fact(std::string_view name, std::string_view value, std::string_view tone = "") {
  if (value.empty()) return {};
  return "<div><dt>" + markup_text(name) + "</dt><dd" + (tone.empty() ? "" : " class=\"" + std::string(tone) + "\"") +
         ">" + seen(value) + "</dd></div>\n";
}

// One of more than a few words, across the page.
std::string wide_fact(std::string_view name, std::string_view value) {
  if (value.empty()) return {};
  return "<div class=\"wide\"><dt>" + markup_text(name) + "</dt><dd>" + seen(value) + "</dd></div>\n";
}

std::string cell(std::string_view label, std::string_view value, std::string_view kind = "") {
  return "<td data-label=\"" + markup_text(label) + "\"" +
         (kind.empty() ? "" : " class=\"" + std::string(kind) + "\"") + ">" + seen(value) + "</td>";
}

std::string number(std::string_view label, std::uint64_t value) {
  return cell(label, std::to_string(value), "number");
}

std::string outcome_cell(const Item& item) {
  return cell("outcome", ledger::to_string(item.state), tone_of(item.state));
}

std::string table(std::string_view id, const std::vector<std::string_view>& columns, const std::string& rows) {
  std::string html = "<table id=\"" + std::string(id) + "\"><thead><tr>";
  for (const auto column : columns) {
    const bool is_number = column == "items" || column == "size" || column == "attempts" ||
                           column == "requests" || column == "took";
    html += is_number ? "<th class=\"number\">" : "<th>";
    html += markup_text(column) + "</th>";
  }
  return html + "</tr></thead><tbody>\n" + rows + "</tbody></table>\n";
}

// 2030-01-31 10:00:00 UTC: wraps where a person would.
std::string time_text(std::int64_t wall_ms) {
  const std::string iso = iso8601(wall_ms);
  return iso.substr(0, 10) + " " + iso.substr(11, 8) + " UTC";
}

std::string duration_of(const ReportHead& head) {
  if (head.ended_ms <= head.started_ms) return {};
  return human_duration(std::chrono::milliseconds(head.ended_ms - head.started_ms));
}

std::string summary(const Report& report) {
  const ReportHead& head = report.head;
  const bool is_fine = head.exit_code == 0;
  const bool has_failed_items = report.tally.failed() > 0;
  return "<header>\n<h1>" + seen(head.job) + "</h1>\n<p class=\"quiet\">run " + markup_text(head.run_id) + ", " +
         markup_text(head.plugin + " " + head.plugin_version) + " at " + seen(head.base_url) + "</p>\n" +
         (head.message.empty() ? "" : "<p class=\"bad\">" + seen(head.message) + "</p>\n") + "</header>\n<dl>\n" +
         fact("end", head.end, is_fine ? "good" : head.end == "finished" ? "wait" : "bad") +
         fact("exit code", head.exit_code ? std::to_string(*head.exit_code) : "") +
         fact("items", std::to_string(report.tally.total()) + ", " + human_bytes(report.tally.total_bytes())) +
         fact("failed", std::to_string(report.tally.failed()), has_failed_items ? "bad" : "good") +
         fact("started", time_text(head.started_ms)) + fact("duration", duration_of(head)) +
         fact("requests", std::to_string(head.requests) + ", " + std::to_string(head.resends) + " resent, " +
                              std::to_string(head.throttled) + " throttled") +
         fact("sent", human_bytes(head.bytes_sent)) + wide_fact("pace", head.pace) + "</dl>\n";
}

std::string outcomes(const Tally& tally) {
  std::string bar, rows;
  double at = 0;
  for (std::size_t i = 0; i < tally.items().size(); ++i) {
    if (tally.items()[i] == 0) continue;
    const auto state = static_cast<ItemState>(i);
    const double width = 1000.0 * static_cast<double>(tally.items()[i]) / static_cast<double>(tally.total());
    char place[64];
    std::snprintf(place, sizeof place, "x=\"%.2f\" width=\"%.2f\"", at, width);
    at += width;
    const std::string name(ledger::to_string(state));
    bar += "<rect class=\"" + std::string(tone_of(state)) + "\" " + place + " height=\"10\"><title>" +
           markup_text(name) + "</title></rect>";
    rows += "<tr>" + cell("outcome", name, tone_of(state)) + number("items", tally.items()[i]) +
            cell("size", human_bytes(tally.bytes()[i]), "number") + "</tr>\n";
  }
  if (rows.empty()) return "<h2>Outcomes</h2>\n<p class=\"quiet\">The run has no items.</p>\n";
  return "<h2>Outcomes</h2>\n<svg class=\"bar\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" role=\"img\" "
         "aria-label=\"items by outcome\">" +
         bar + "</svg>\n" + table("outcomes", {"outcome", "items", "size"}, rows);
}

std::string rate_label(double rate) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g/s", rate);
  return text;
}

std::string plots(const RunSamples& samples) {
  if (samples.samples().empty()) return {};
  const Plot bytes{"Throughput", {{"bytes", [](const SampleCounts& c) { return c.bytes; }}},
                   [](double rate) { return human_bytes(static_cast<std::uint64_t>(rate)) + "/s"; },
                   1024};
  const Plot items{"Items that ended",
                   {{"ended", [](const SampleCounts& c) { return c.ended; }},
                    {"failed", [](const SampleCounts& c) { return c.failed; }}},
                   rate_label};
  const Plot requests{"Requests and retries",
                      {{"requests", [](const SampleCounts& c) { return c.requests; }},
                       {"resent", [](const SampleCounts& c) { return c.resends; }},
                       {"throttled", [](const SampleCounts& c) { return c.throttled; }}},
                      rate_label};
  return "<h2>Over time</h2>\n<div class=\"plots\">" + plot_svg(bytes, samples.samples()) +
         plot_svg(items, samples.samples()) + plot_svg(requests, samples.samples()) + "</div>\n";
}

std::string reasons(const ReportHighlights& picked) {
  if (picked.groups.empty()) return {};
  std::string rows;
  for (const auto& [key, group] : picked.groups) {
    rows += "<tr>" + outcome_cell(group.example) + cell("code", key.second) + number("items", group.items) +
            cell("for example", group.example.key + ": " + shortened(group.example.message, kMostMessage), "long") +
            cell("advice", advice_for(group.example)) + "</tr>\n";
  }
  if (picked.ungrouped > 0) {
    rows += "<tr>" + cell("outcome", "others") + cell("code", "") + number("items", picked.ungrouped) +
            cell("for example", "") + cell("advice", "see the JSON or CSV report") + "</tr>\n";
  }
  return "<h2>Reasons</h2>\n" + table("reasons", {"outcome", "code", "items", "for example", "advice"}, rows);
}

std::string failed_row(const Item& item) {
  return "<tr data-outcome=\"" + markup_text(ledger::to_string(item.state)) + "\">" + cell("item", item.key, "name") +
         outcome_cell(item) + cell("code", item.code) + cell("message", shortened(item.message, kMostMessage), "long") +
         number("attempts", attempts_of(item)) + number("requests", item.requests) +
         cell("vendor's id", item.remote_id, "name") + cell("advice", advice_for(item)) + "</tr>\n";
}

std::string filter(const Tally& tally) {
  std::string html = "<div class=\"filter\" id=\"filter\" hidden=\"hidden\"><input id=\"words\" type=\"search\" "
                     "placeholder=\"words to look for\" aria-label=\"words to look for\"/>"
                     "<select id=\"outcome\" aria-label=\"outcome\"><option value=\"\">every outcome</option>";
  for (std::size_t i = 0; i < tally.items().size(); ++i) {
    const auto state = static_cast<ItemState>(i);
    if (tally.items()[i] == 0 || !is_failed(state)) continue;
    const std::string name = markup_text(ledger::to_string(state));
    html += "<option value=\"" + name + "\">" + name + "</option>";
  }
  return html + "</select><span class=\"quiet\" id=\"shown\"></span></div>\n";
}

std::string failed(const ReportHighlights& picked, const Tally& tally) {
  if (picked.failed.empty()) return "<h2>Failed items</h2>\n<p class=\"good\">None.</p>\n";
  std::string rows;
  for (const Item& item : picked.failed) rows += failed_row(item);
  std::string note;
  if (picked.failed.size() < picked.failed_items) {
    note = "<p class=\"quiet\">The first " + std::to_string(picked.failed.size()) + " of " +
           std::to_string(picked.failed_items) + "; the JSON and CSV reports have all.</p>\n";
  }
  return "<h2>Failed items</h2>\n" + note + filter(tally) +
         table("failed", {"item", "outcome", "code", "message", "attempts", "requests", "vendor's id", "advice"}, rows);
}

std::string slowest(const ReportHighlights& picked) {
  if (picked.slowest.empty()) return {};
  std::string rows;
  for (const auto& [item, took_ms] : picked.slowest) {
    rows += "<tr>" + cell("item", item.key, "name") +
            cell("took", human_duration(std::chrono::milliseconds(took_ms)), "number") +
            cell("size", human_bytes(item.size), "number") + outcome_cell(item) +
            number("requests", item.requests) + "</tr>\n";
  }
  return "<h2>Slowest items</h2>\n<p class=\"quiet\">From the first request for an item alone to its end.</p>\n" +
         table("slowest", {"item", "took", "size", "outcome", "requests"}, rows);
}

std::string retried(const ReportHighlights& picked) {
  if (picked.retried.empty()) return {};
  std::string rows;
  for (const Item& item : picked.retried) {
    rows += "<tr>" + cell("item", item.key, "name") + number("attempts", attempts_of(item)) +
            number("requests", item.requests) + outcome_cell(item) + "</tr>\n";
  }
  return "<h2>Retried items</h2>\n<p class=\"quiet\">" + std::to_string(picked.retried_items) +
         " items were begun more than once; these most often.</p>\n" +
         table("retried", {"item", "attempts", "requests", "outcome"}, rows);
}

}  // namespace

Status write_html_report(const std::filesystem::path& file, const Report& report, ledger::Ledger& ledger) {
  INGOT_TRY(const ReportHighlights picked, pick_highlights(report, ledger));
  INGOT_TRY(const std::string policy, page_policy());
  INGOT_TRY(io::ReplacingFile out, io::ReplacingFile::begin(file));
  INGOT_CHECK(out.write("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\n"
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"" + markup_text(policy) + "\"/>\n"
                        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                        "<meta name=\"referrer\" content=\"no-referrer\"/>\n<title>" +
                        seen(report.head.job + " " + report.head.run_id) + "</title>\n<style>"));
  INGOT_CHECK(out.write(page_style()));
  INGOT_CHECK(out.write("</style></head><body><main>\n"));
  INGOT_CHECK(out.write(summary(report) + outcomes(report.tally) + plots(report.samples) + reasons(picked)));
  INGOT_CHECK(out.write(failed(picked, report.tally)));
  INGOT_CHECK(out.write(slowest(picked) + retried(picked) + "</main><script>"));
  INGOT_CHECK(out.write(page_script()));
  INGOT_CHECK(out.write("</script>\n</body></html>\n"));
  return out.commit();
}

}  // namespace ingot::run
