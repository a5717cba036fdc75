#include "host/ui/run_json.hpp"

#include "host/base/json_text.hpp"
#include "host/base/text.hpp"
#include "host/ledger/item_browser.hpp"
#include "host/run/progress_json.hpp"
#include "host/run/report_item.hpp"
#include "host/run/report_samples.hpp"

namespace ingot::ui {

using run::json_member;

static constexpr std::size_t kGroups = 50;

Result<std::string> run_json(const RunWatch& watch, ledger::Ledger& ledger) {
  INGOT_TRY(const run::RunFacts facts, run::load_facts(ledger));
  INGOT_TRY(const run::RunOutcome outcome, run::load_outcome(ledger));
  // The ledger keeps how the life before ended until this one has.
  const bool has_ended = !watch.is_working() && !outcome.end.empty();
  std::string text = "{" + json_member("id", facts.run_id) + "," + json_member("job", facts.job) + "," +
                     json_member("plugin", facts.plugin) + "," + json_member("plugin_version", facts.plugin_version) +
                     "," + json_member("base_url", facts.base_url) + "," +
                     json_member("started_at", iso8601(facts.started_ms));
  if (has_ended) {
    text += "," + json_member("ended_at", iso8601(outcome.ended_ms)) + "," + json_member("end", outcome.end) + "," +
            json_member("message", outcome.message) + ",\"exit_code\":" + std::to_string(outcome.exit_code);
  } else {
    text += R"(,"ended_at":null,"end":null,"message":"","exit_code":null)";
  }
  return text + ",\"may_retry\":" + (watch.may_retry() ? "true" : "false") + "}";
}

static Result<std::string> groups_json(const RunWatch& watch, ledger::Ledger& ledger) {
  INGOT_TRY(const auto browser, ledger::ItemBrowser::open(watch.ledger_file()));
  INGOT_TRY(const auto groups, browser->failures(kGroups));
  std::string text;
  for (const auto& group : groups) {
    INGOT_TRY(const auto example, ledger.item(group.example));
    if (!example) continue;
    text += (text.empty() ? "{" : ",{") + json_member("outcome", ledger::to_string(group.state)) + "," +
            json_member("code", group.code) + "," + json_member("items", group.items) + "," +
            json_member("example", example->key) + "," + json_member("message", example->message) + "," +
            json_member("advice", run::advice_for(*example)) + "}";
  }
  return "[" + text + "]";
}

Result<std::string> overview_json(const RunWatch& watch) {
  INGOT_TRY(const auto ledger, watch.open());
  INGOT_TRY(const std::string head, run_json(watch, *ledger));
  INGOT_TRY(const run::RunSamples samples, run::RunSamples::load(*ledger));
  INGOT_TRY(const std::string groups, groups_json(watch, *ledger));
  const RunWatch::Moment moment = watch.moment();
  std::string over_time;
  for (const auto& sample : samples.samples()) over_time += (over_time.empty() ? "" : ",") + sample_json(sample);
  return "{\"schema\":\"ingot.ui/1\",\"run\":" + head + ",\n\"progress\":" +
         progress_json(moment.progress, moment.rate) + ",\n\"samples\":[" + over_time + "],\n\"groups\":" + groups +
         "}\n";
}

}  // namespace ingot::ui
