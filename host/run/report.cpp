#include "host/run/report.hpp"

#include "host/base/json_text.hpp"
#include "host/base/text.hpp"
#include "host/io/replacing_file.hpp"

namespace ingot::run {

using ledger::Item;
using ledger::ItemState;

std::string_view advice_for(ItemState state) {
  switch (state) {
    case ItemState::rejected: return "mend what the message names, then run the job again";
    case ItemState::failed: return "retries are used up; see the message, then run the job again";
    case ItemState::auth: return "renew the credentials or permissions, then resume";
    case ItemState::conflict: return "look at the item at the vendor and decide which version is right";
    case ItemState::unknown:
      return "it may or may not be at the vendor: search there by name before sending it again";
    case ItemState::source_changed: return "run again when nothing writes to the file any more";
    case ItemState::unreadable: return "make the file readable, then run the job again";
    default: return "";
  }
}

static std::string json_member(std::string_view name, std::string_view value) {
  return json_string(name) + ":" + json_string(value);
}

static std::string json_member(std::string_view name, std::uint64_t value) {
  return json_string(name) + ":" + std::to_string(value);
}

static std::string json_item(const Item& item) {
  std::string text = "{" + json_member("key", item.key) + "," + json_member("size", item.size) + "," +
                     json_member("outcome", ledger::to_string(item.state));
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) text += "," + json_member(name, value);
  };
  add("remote_id", item.remote_id);
  add("sha256", to_hex(item.sha256));
  add("code", item.code);
  add("message", item.message);
  add("advice", advice_for(item.state));
  if (item.ended_ms != 0) add("ended_at", iso8601(item.ended_ms));
  text += "," + json_member("tries", item.tries + (item.requests > 0 ? 1u : 0u)) + "," +
          json_member("requests", item.requests);
  // The plugin's own word about it; valid JSON or empty (the record check saw to that).
  if (!item.meta.empty()) text += ",\"meta\":" + item.meta;
  return text + "}";
}

static std::string json_head(const ReportHead& head, const Tally& tally) {
  std::string text = "{\"schema\":\"ingot.report/1\",\"run\":{" + json_member("id", head.run_id) + "," +
                     json_member("job", head.job) + "," + json_member("plugin", head.plugin) + "," +
                     json_member("plugin_version", head.plugin_version) + "," +
                     json_member("base_url", head.base_url) + "," + json_member("end", head.end) + "," +
                     json_member("message", head.message) + ",\"exit_code\":" +
                     std::to_string(head.exit_code) + "," +
                     json_member("started_at", iso8601(head.started_ms)) + "," +
                     json_member("ended_at", iso8601(head.ended_ms)) + "},\"transfer\":{" +
                     json_member("requests", head.requests) + "," + json_member("resends", head.resends) +
                     "," + json_member("throttled", head.throttled) + "," +
                     json_member("bytes_sent", head.bytes_sent) + "},\"totals\":{" +
                     json_member("items", tally.total()) + "," + json_member("bytes", tally.total_bytes()) +
                     ",\"by_outcome\":{";
  bool is_first = true;
  for (std::size_t i = 0; i < tally.items().size(); ++i) {
    if (tally.items()[i] == 0) continue;
    if (!std::exchange(is_first, false)) text += ",";
    text += json_string(ledger::to_string(static_cast<ItemState>(i))) + ":{" +
            json_member("items", tally.items()[i]) + "," + json_member("bytes", tally.bytes()[i]) + "}";
  }
  return text + "}},\"items\":[\n";
}

Status write_json_report(const std::filesystem::path& file, const ReportHead& head, const Tally& tally,
                         ledger::Ledger& ledger) {
  INGOT_TRY(io::ReplacingFile out, io::ReplacingFile::begin(file));
  INGOT_CHECK(out.write(json_head(head, tally)));
  bool is_first = true;
  INGOT_CHECK(ledger.each_item([&](const Item& item) {
    const bool needs_comma = !std::exchange(is_first, false);
    return out.write((needs_comma ? ",\n" : "") + json_item(item));
  }));
  INGOT_CHECK(out.write("\n]}\n"));
  return out.commit();
}

// RFC 4180: quoted when it has to be, quotes doubled.
static std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == text.npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

static std::string csv_row(const Item& item) {
  return csv_field(item.key) + "," + std::to_string(item.size) + "," +
         std::string(ledger::to_string(item.state)) + "," + csv_field(item.remote_id) + "," +
         to_hex(item.sha256) + "," + std::to_string(item.requests) + "," + csv_field(item.code) + "," +
         csv_field(item.message) + "," + (item.ended_ms != 0 ? iso8601(item.ended_ms) : std::string()) +
         "," + csv_field(advice_for(item.state)) + "\r\n";
}

Status write_csv_report(const std::filesystem::path& file, ledger::Ledger& ledger) {
  INGOT_TRY(io::ReplacingFile out, io::ReplacingFile::begin(file));
  INGOT_CHECK(out.write("key,size,outcome,remote_id,sha256,requests,code,message,ended_at,advice\r\n"));
  INGOT_CHECK(ledger.each_item([&](const Item& item) { return out.write(csv_row(item)); }));
  return out.commit();
}

}  // namespace ingot::run
