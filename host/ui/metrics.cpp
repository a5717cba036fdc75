#include "host/ui/metrics.hpp"

#include <cstdio>

namespace ingot::ui {

using ledger::ItemState;

// What the table is filled from.
struct MetricFacts {
  run::RunFacts run;
  run::RunOutcome outcome;  // of the last life, when it has ended
  run::RunOutcome before;   // what the lives before this one add to its counters
  run::Progress progress;
  run::Rate rate;
  bool has_ended = false;
};

namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out;
}

void line(std::string& out, const Metric& metric, const std::string& labels, const std::string& value) {
  out += std::string(metric.name) + (labels.empty() ? "" : "{" + labels + "}") + " " + value + "\n";
}

void line(std::string& out, const Metric& metric, std::uint64_t value) {
  line(out, metric, "", std::to_string(value));
}

void labelled(std::string& out, const Metric& metric, std::string_view label, std::uint64_t value) {
  line(out, metric, std::string(metric.label) + "=\"" + escaped(label) + "\"", std::to_string(value));
}

std::string seconds(std::int64_t ms) {
  char text[32];
  std::snprintf(text, sizeof text, "%lld.%03lld", static_cast<long long>(ms / 1000), static_cast<long long>(ms % 1000));
  return text;
}

template <class Counts>
void by_state(std::string& out, const Metric& metric, const Counts& counts) {
  for (std::size_t i = 0; i < counts.size(); ++i) {
    // Every state always: a series that comes and goes is a gap in somebody's graph.
    const auto state = ledger::item_state(static_cast<std::int64_t>(i));
    if (state) labelled(out, metric, ledger::to_string(*state), counts[i]);
  }
}

using M = const Metric&;
using F = const MetricFacts&;

constexpr Metric kMetrics[] = {
    {"ingot_run_info", "gauge", "always 1; the labels say which run this is", "run",
     [](std::string& out, M metric, F facts) {
       line(out, metric, "run=\"" + escaped(facts.run.run_id) + "\",job=\"" + escaped(facts.run.job) +
                             "\",plugin=\"" + escaped(facts.run.plugin) + "\",plugin_version=\"" +
                             escaped(facts.run.plugin_version) + "\"", "1");
     }},
    {"ingot_run_started_seconds", "gauge", "when the run began, in Unix time", "",
     [](std::string& out, M metric, F facts) { line(out, metric, "", seconds(facts.run.started_ms)); }},
    {"ingot_run_ended", "gauge", "1 when the run has come to an end, else 0", "",
     [](std::string& out, M metric, F facts) { line(out, metric, facts.has_ended ? 1 : 0); }},
    {"ingot_run_exit_code", "gauge", "exit code of the program; missing until the run has ended", "",
     [](std::string& out, M metric, F facts) {
       if (facts.has_ended) line(out, metric, "", std::to_string(facts.outcome.exit_code));
     }},
    {"ingot_scan_complete", "gauge", "1 when every item there will be has been found, else 0", "",
     [](std::string& out, M metric, F facts) { line(out, metric, facts.progress.is_scan_complete ? 1 : 0); }},
    {"ingot_items", "gauge", "items by what has become of them so far; the sum is what the scan has found", "outcome",
     [](std::string& out, M metric, F facts) { by_state(out, metric, facts.progress.items); }},
    {"ingot_item_bytes", "gauge", "bytes of the items of each outcome", "outcome",
     [](std::string& out, M metric, F facts) { by_state(out, metric, facts.progress.bytes); }},
    {"ingot_bytes_sent_total", "counter", "bytes of items on the wire, repeated ones included", "",
     [](std::string& out, M metric, F facts) {
       line(out, metric, facts.before.bytes_sent + facts.progress.bytes_sent);
     }},
    {"ingot_requests_total", "counter", "HTTP requests sent, repeated ones included", "",
     [](std::string& out, M metric, F facts) { line(out, metric, facts.before.requests + facts.progress.requests); }},
    {"ingot_requests_repeated_total", "counter",
     "of these: resent after a failure, or sent as a twin beside one that took too long", "why",
     [](std::string& out, M metric, F facts) {
       labelled(out, metric, "resent", facts.before.resends + facts.progress.resends);
       labelled(out, metric, "twin", facts.before.twins + facts.progress.twins);
     }},
    {"ingot_throttled_total", "counter", "answers 429 and 503", "",
     [](std::string& out, M metric, F facts) {
       line(out, metric, facts.before.throttled + facts.progress.throttled);
     }},
    {"ingot_etag_mismatches_total", "counter", "parts that a store held otherwise than they were sent, by this process",
     "", [](std::string& out, M metric, F facts) { line(out, metric, facts.progress.mismatches); }},
    {"ingot_requests_in_flight", "gauge", "requests in flight: uploads carry bytes of items, calls do not", "kind",
     [](std::string& out, M metric, F facts) {
       labelled(out, metric, "upload", facts.progress.uploads_in_flight);
       labelled(out, metric, "call", facts.progress.in_flight - facts.progress.uploads_in_flight);
     }},
    {"ingot_requests_allowed", "gauge", "requests that may be in flight at the present pace", "kind",
     [](std::string& out, M metric, F facts) {
       labelled(out, metric, "upload", facts.progress.uploads);
       labelled(out, metric, "call", facts.progress.calls);
     }},
    {"ingot_sessions_open", "gauge", "conversations with the vendor that are open", "",
     [](std::string& out, M metric, F facts) { line(out, metric, facts.progress.sessions); }},
    {"ingot_held_seconds", "gauge", "how much longer the vendor's account wants quiet; 0 when it may be asked", "",
     [](std::string& out, M metric, F facts) { line(out, metric, "", seconds(facts.progress.held_ms)); }},
    {"ingot_ledger_uncommitted_transactions", "gauge", "transactions handed over and not yet in the ledger", "",
     [](std::string& out, M metric, F facts) { line(out, metric, facts.progress.uncommitted); }},
    {"ingot_send_rate_bytes_per_second", "gauge", "bytes of items sent a second, over the last seconds", "",
     [](std::string& out, M metric, F facts) {
       line(out, metric, static_cast<std::uint64_t>(facts.rate.bytes_per_second));
     }},
    {"ingot_elapsed_seconds", "gauge", "how long this process has worked on the run", "",
     [](std::string& out, M metric, F facts) { line(out, metric, "", seconds(facts.progress.elapsed_ms)); }},
};

Result<MetricFacts> facts_of(const RunWatch& watch) {
  INGOT_TRY(const auto ledger, watch.open());
  MetricFacts facts;
  INGOT_TRY(facts.run, run::load_facts(*ledger));
  INGOT_TRY(facts.outcome, run::load_outcome(*ledger));
  const RunWatch::Moment moment = watch.moment();
  facts.before = watch.before();
  facts.progress = moment.progress;
  facts.rate = moment.rate;
  facts.has_ended = !watch.is_working() && !facts.outcome.end.empty();
  return facts;
}

}  // namespace

std::span<const Metric> metrics() { return kMetrics; }

Result<std::string> metrics_text(const RunWatch& watch) {
  INGOT_TRY(const MetricFacts facts, facts_of(watch));
  std::string text;
  for (const Metric& metric : kMetrics) {
    const std::string name(metric.name);
    text += "# HELP " + name + " " + std::string(metric.help) + "\n# TYPE " + name + " " + std::string(metric.type) + "\n";
    metric.write(text, metric, facts);
  }
  return text;
}

}  // namespace ingot::ui
