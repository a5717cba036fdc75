// The JSON report, schema ingot.report/1 (report_schema.hpp).
#include <utility>

#include "host/base/json_text.hpp"
#include "host/base/text.hpp"
#include "host/io/replacing_file.hpp"
#include "host/run/progress_json.hpp"
#include "host/run/report.hpp"
#include "host/run/report_item.hpp"
#include "host/run/report_schema.hpp"

namespace ingot::run {

using ledger::Item;
using ledger::ItemState;

namespace {

std::string member(std::string_view name, std::string_view value) {
  return json_string(name) + ":" + json_string(report_text(value));
}

std::string member(std::string_view name, std::uint64_t value) {
  return json_string(name) + ":" + std::to_string(value);
}

std::string optional_member(std::string_view name, std::string_view value) {
  return value.empty() ? std::string() : "," + member(name, value);
}

std::string item_json(const Item& item) {
  std::string text = "{" + member("key", item.key) + "," + member("size", item.size) + "," +
                     member("outcome", ledger::to_string(item.state)) +
                     optional_member("remote_id", item.remote_id) +
                     optional_member("sha256", to_hex(item.sha256)) + optional_member("code", item.code) +
                     optional_member("message", item.message) + optional_member("advice", advice_for(item));
  if (item.ended_ms != 0) text += "," + member("ended_at", iso8601(item.ended_ms));
  text += "," + member("attempts", attempts_of(item)) + "," + member("requests", item.requests);
  // The plugin's own word about it, and the row as the source read it: JSON as it is.
  if (!item.meta.empty()) text += ",\"meta\":" + item.meta;
  if (!item.row.empty()) text += ",\"row\":" + item.row;
  return text + "}";
}

std::string run_json(const ReportHead& head) {
  std::string text = "{" + member("id", head.run_id) + "," + member("job", head.job) + "," +
                     member("plugin", head.plugin) + "," + member("plugin_version", head.plugin_version) + "," +
                     member("base_url", head.base_url) + "," + member("end", head.end) + "," +
                     member("message", head.message);
  if (head.exit_code) text += ",\"exit_code\":" + std::to_string(*head.exit_code);
  text += "," + member("started_at", iso8601(head.started_ms));
  if (head.ended_ms != 0) text += "," + member("ended_at", iso8601(head.ended_ms));
  return text + "}";
}

std::string totals_json(const Tally& tally) {
  std::string text = "{" + member("items", tally.total()) + "," + member("failed", tally.failed()) + "," +
                     member("bytes", tally.total_bytes()) + ",\"by_outcome\":{";
  bool is_first = true;
  for (std::size_t i = 0; i < tally.items().size(); ++i) {
    if (tally.items()[i] == 0) continue;
    if (!std::exchange(is_first, false)) text += ",";
    text += json_string(ledger::to_string(static_cast<ItemState>(i))) + ":{" + member("items", tally.items()[i]) +
            "," + member("bytes", tally.bytes()[i]) + "}";
  }
  return text + "}}";
}

std::string samples_json(const RunSamples& samples) {
  std::string text = "[";
  for (const Sample& sample : samples.samples()) {
    text += (text.size() > 1 ? ",\n" : "\n") + sample_json(sample);
  }
  return text + "]";
}

std::string head_json(const Report& report) {
  const ReportHead& head = report.head;
  return "{" + member("schema", kReportSchema) + ",\"run\":" + run_json(head) + ",\n\"transfer\":{" +
         member("requests", head.requests) + "," + member("resends", head.resends) + "," +
         member("twins", head.twins) + "," + member("polls", head.polls) + "," + member("parts", head.parts) + "," + member("throttled", head.throttled) + "," +
         member("bytes_sent", head.bytes_sent) + optional_member("pace", head.pace) + "},\n\"totals\":" +
         totals_json(report.tally) + ",\n\"samples\":" + samples_json(report.samples) + ",\n\"items\":[\n";
}

}  // namespace

Status write_json_report(const std::filesystem::path& file, const Report& report, ledger::Ledger& ledger) {
  INGOT_TRY(io::ReplacingFile out, io::ReplacingFile::begin(file));
  INGOT_CHECK(out.write(head_json(report)));
  bool is_first = true;
  INGOT_CHECK(ledger.each_item([&](const Item& item) {
    const bool needs_comma = !std::exchange(is_first, false);
    return out.write((needs_comma ? ",\n" : "") + item_json(item));
  }));
  INGOT_CHECK(out.write("\n]}\n"));
  return out.commit();
}

}  // namespace ingot::run
