#include "host/run/progress_json.hpp"

#include <algorithm>

#include "host/base/json_text.hpp"
#include "host/base/text.hpp"
#include "host/run/report_item.hpp"
#include "host/run/standouts.hpp"

namespace ingot::run {

using ledger::ItemState;

std::string json_member(std::string_view name, std::string_view value) {
  return json_string(name) + ":" + json_string(report_text(value));
}

std::string json_member(std::string_view name, std::uint64_t value) {
  return json_string(name) + ":" + std::to_string(value);
}

std::string outcomes_json(const Tally::PerState& counts) {
  std::string text;
  for (auto i = static_cast<std::size_t>(ItemState::done); i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    text += (text.empty() ? "" : ",") + json_member(ledger::to_string(static_cast<ItemState>(i)), counts[i]);
  }
  return "{" + text + "}";
}

static std::string stages_json(const Progress& progress) {
  const std::uint64_t active = progress.in(ItemState::active);
  const std::uint64_t completing = progress.standouts ? std::min(active, progress.standouts->completing) : 0;
  return "{" + json_member("scan", progress.in(ItemState::pending)) + "," +
         json_member("upload", active - completing) + "," + json_member("complete", completing) + "," +
         json_member("lifecycle", progress.in(ItemState::transferred) + progress.in(ItemState::promoting)) + "," +
         json_member("clean_up", progress.in(ItemState::orphaned) + progress.in(ItemState::aborting)) + "," +
         json_member("done", progress.in(ItemState::done) + progress.in(ItemState::skipped)) + "," +
         json_member("failed", progress.failed()) + "}";
}

static std::string standouts_json(const Standouts& standouts) {
  std::string retried, slowest;
  for (const auto& item : standouts.retried) {
    retried += (retried.empty() ? "{" : ",{") + json_member("seq", static_cast<std::uint64_t>(item.seq)) + "," +
               json_member("key", item.key) + "," + json_member("attempts", item.attempts) + "," +
               json_member("resends", item.resends) + "}";
  }
  for (const auto& item : standouts.slowest) {
    slowest += (slowest.empty() ? "{" : ",{") + json_member("seq", static_cast<std::uint64_t>(item.seq)) + "," +
               json_member("key", item.key) + "," + json_member("age_ms", static_cast<std::uint64_t>(item.age_ms)) +
               "," + json_member("parts_planned", item.parts_planned) + "," +
               json_member("parts_acknowledged", item.parts_acknowledged) + "}";
  }
  return "\"retried\":[" + retried + "],\"slowest\":[" + slowest + "]";
}

std::string progress_json(const Progress& progress, const Rate& rate) {
  const Standouts none;
  std::string text = "{" + json_member("elapsed_ms", static_cast<std::uint64_t>(progress.elapsed_ms)) + "," +
                     json_member("found", progress.found) + "," + json_member("found_bytes", progress.found_bytes) +
                     ",\"scan_complete\":" + (progress.is_scan_complete ? "true" : "false") +
                     ",\"stages\":" + stages_json(progress) + ",\"items_by_outcome\":" +
                     outcomes_json(progress.items) + ",\"bytes_by_outcome\":" + outcomes_json(progress.bytes) + "," +
                     json_member("bytes_sent", progress.bytes_sent) + ",\"rate_bytes_s\":" +
                     std::to_string(static_cast<std::uint64_t>(rate.bytes_per_second)) + ",\"eta_ms\":" +
                     (rate.eta_ms < 0 ? std::string("null") : std::to_string(rate.eta_ms)) + ",";
  text += json_member("in_flight", progress.in_flight) + "," + json_member("uploads_allowed", progress.uploads) + "," +
          json_member("requests", progress.requests) + "," + json_member("resends", progress.resends) + "," +
          json_member("throttled", progress.throttled) + "," + json_member("reason", progress.reason) + "," +
          standouts_json(progress.standouts ? *progress.standouts : none) + "}";
  return text;
}

std::string sample_json(const Sample& sample) {
  const SampleCounts& counts = sample.counts;
  return "{" + json_member("at", iso8601(sample.start_ms)) + "," +
         json_member("span_ms", static_cast<std::uint64_t>(sample.span_ms)) + "," +
         json_member("bytes", counts.bytes) + "," + json_member("requests", counts.requests) + "," +
         json_member("resends", counts.resends) + "," + json_member("throttled", counts.throttled) + "," +
         json_member("ended", counts.ended) + "," + json_member("failed", counts.failed) + "}";
}

}  // namespace ingot::run
