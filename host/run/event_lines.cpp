#include "host/run/event_lines.hpp"

#include "host/base/json_text.hpp"
#include "host/base/text.hpp"
#include "host/run/progress_json.hpp"
#include "host/run/report_item.hpp"

namespace ingot::run {

namespace {

std::string begin(std::string_view event, std::int64_t at_ms) {
  return "{" + json_member("event", event) + "," + json_member("at", iso8601(at_ms));
}

std::string optional_member(std::string_view name, std::string_view value) {
  return value.empty() ? std::string() : "," + json_member(name, value);
}

std::string item_members(std::int64_t seq, std::string_view key, std::uint64_t size) {
  return "," + json_member("seq", static_cast<std::uint64_t>(seq)) + "," + json_member("key", key) + "," +
         json_member("size", size);
}

std::string reason_members(std::string_view code, std::string_view message) {
  return optional_member("code", code) + optional_member("message", message);
}

std::string list(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) out += (out.empty() ? "" : ",") + json_string(report_text(text));
  return "[" + out + "]";
}

}  // namespace

std::string run_started_line(const RunFacts& facts, Beginning beginning, std::int64_t at_ms) {
  return begin("run_started", at_ms) + "," + json_member("schema", kEventsSchema) + "," +
         json_member("run", facts.run_id) + "," + json_member("job", facts.job) + "," +
         json_member("plugin", facts.plugin) + "," + json_member("plugin_version", facts.plugin_version) + "," +
         json_member("base_url", facts.base_url) + "," + json_member("started_at", iso8601(facts.started_ms)) +
         ",\"resumed\":" + (beginning == Beginning::resumed ? "true" : "false") + "}\n";
}

std::string progress_line_of(const Progress& progress, const Rate& rate, std::int64_t at_ms) {
  return begin("progress", at_ms) + ",\"progress\":" + progress_json(progress, rate) + "}\n";
}

std::string throttled_line(const Progress& progress, std::int64_t at_ms) {
  return begin("throttled", at_ms) + "," + json_member("throttled", progress.throttled) + "," +
         json_member("held_ms", static_cast<std::uint64_t>(progress.held_ms)) + "}\n";
}

std::string pace_line(const Progress& progress, std::int64_t at_ms) {
  return begin("pace", at_ms) + "," + json_member("uploads_allowed", progress.uploads) + "," +
         json_member("calls_allowed", progress.calls) + "," + json_member("pace", progress.pace) + "}\n";
}

std::string item_line(const ItemNews& news) {
  const bool has_ended = ledger::is_ended(news.state);
  const bool is_revived = !has_ended && news.op == 0;
  const bool is_step = news.state == ledger::ItemState::transferred && news.code.empty();
  if (!has_ended && !is_revived && is_step) return {};
  std::string line = begin(has_ended ? "item_ended" : is_revived ? "item_revived" : "item_retry", news.at_ms) +
                     item_members(news.seq, news.key, news.size) + "," +
                     json_member(has_ended ? "outcome" : "state", ledger::to_string(news.state)) +
                     reason_members(is_revived ? "" : news.code, news.message) +
                     optional_member("remote_id", news.remote_id);
  if (!is_revived) {
    line += "," + json_member("attempts", news.attempts) + "," + json_member("requests", news.requests) + "," +
            json_member("took_ms", static_cast<std::uint64_t>(news.took_ms));
  }
  if (news.next_try_ms > 1) line += "," + json_member("next_try_at", iso8601(news.next_try_ms));
  return line + "}\n";
}

std::string unreadable_line(const ledger::Item& item) {
  return begin("item_ended", item.ended_ms) + item_members(item.seq, item.key, item.size) + "," +
         json_member("outcome", ledger::to_string(item.state)) + reason_members(item.code, item.message) + "," +
         json_member("attempts", attempts_of(item)) + "," + json_member("requests", item.requests) +
         ",\"took_ms\":0}\n";
}

std::string run_ended_line(const RunFacts& facts, const RunOutcome& outcome, const Tally& tally,
                           const std::vector<std::string>& reports, const MissedEvents& missed) {
  return begin("run_ended", outcome.ended_ms) + "," + json_member("run", facts.run_id) + "," +
         json_member("end", outcome.end) + "," + json_member("message", outcome.message) +
         ",\"exit_code\":" + std::to_string(outcome.exit_code) + "," + json_member("items", tally.total()) + "," +
         json_member("failed", tally.failed()) + "," + json_member("bytes", tally.total_bytes()) +
         ",\"items_by_outcome\":" + outcomes_json(tally.items()) + "," + json_member("requests", outcome.requests) +
         "," + json_member("resends", outcome.resends) + "," + json_member("throttled", outcome.throttled) + "," +
         json_member("bytes_sent", outcome.bytes_sent) + ",\"reports\":" + list(reports) + "," +
         json_member("progress_left_out", missed.progress) + "," + json_member("lost", missed.lost) + "}\n";
}

}  // namespace ingot::run
