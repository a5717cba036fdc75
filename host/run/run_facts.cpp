#include "host/run/run_facts.hpp"

#include <charconv>

namespace ingot::run {

static std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += line + "\n";
  return text;
}

static std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
    if (end == std::string::npos) break;
    at = end + 1;
  }
  return lines;
}

ledger::Transaction save(const RunFacts& facts) {
  return {ledger::SetFact{"run_id", facts.run_id},
          ledger::SetFact{"job", facts.job},
          ledger::SetFact{"job_file", facts.job_file},
          ledger::SetFact{"job_text", facts.job_text},
          ledger::SetFact{"params", joined(facts.params)},
          ledger::SetFact{"profile", facts.profile},
          ledger::SetFact{"plugin_path", facts.plugin_path},
          ledger::SetFact{"plugin", facts.plugin},
          ledger::SetFact{"plugin_version", facts.plugin_version},
          ledger::SetFact{"manifest_sha256", facts.manifest_sha256},
          ledger::SetFact{"base_url", facts.base_url},
          ledger::SetFact{"reports", joined(facts.reports)},
          ledger::SetFact{"columns", joined(facts.columns)},
          ledger::SetFact{"plan", facts.plan},
          ledger::SetFact{"started_ms", std::to_string(facts.started_ms)}};
}

ledger::Transaction save(const RunOutcome& outcome) {
  return {ledger::SetFact{"end", outcome.end},
          ledger::SetFact{"end_message", outcome.message},
          ledger::SetFact{"exit_code", std::to_string(outcome.exit_code)},
          ledger::SetFact{"ended_ms", std::to_string(outcome.ended_ms)},
          ledger::SetFact{"requests", std::to_string(outcome.requests)},
          ledger::SetFact{"resends", std::to_string(outcome.resends)},
          ledger::SetFact{"twins", std::to_string(outcome.twins)},
          ledger::SetFact{"polls", std::to_string(outcome.polls)},
          ledger::SetFact{"parts", std::to_string(outcome.parts)},
          ledger::SetFact{"throttled", std::to_string(outcome.throttled)},
          ledger::SetFact{"bytes_sent", std::to_string(outcome.bytes_sent)}};
}

namespace {

// Reads facts one after the other; the first failure sticks.
class Reader {
 public:
  explicit Reader(ledger::Ledger& ledger) : ledger_(ledger) {}

  std::string text(std::string_view name) {
    auto value = ledger_.fact(name);
    if (!value) {
      if (status_.ok()) status_ = value.error();
      return {};
    }
    return (*value).value_or("");
  }
  template <class Number>
  Number number(std::string_view name) {
    const std::string digits = text(name);
    Number value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
  }
  const Status& status() const { return status_; }

 private:
  ledger::Ledger& ledger_;
  Status status_;
};

}  // namespace

Result<RunFacts> load_facts(ledger::Ledger& ledger) {
  Reader reader(ledger);
  RunFacts facts;
  facts.run_id = reader.text("run_id");
  facts.job = reader.text("job");
  facts.job_file = reader.text("job_file");
  facts.job_text = reader.text("job_text");
  facts.params = split(reader.text("params"));
  facts.profile = reader.text("profile");
  facts.plugin_path = reader.text("plugin_path");
  facts.plugin = reader.text("plugin");
  facts.plugin_version = reader.text("plugin_version");
  facts.manifest_sha256 = reader.text("manifest_sha256");
  facts.base_url = reader.text("base_url");
  facts.reports = split(reader.text("reports"));
  facts.columns = split(reader.text("columns"));
  facts.plan = reader.text("plan");
  facts.started_ms = reader.number<std::int64_t>("started_ms");
  INGOT_CHECK(reader.status());
  if (facts.run_id.empty()) {
    return Error{ErrorKind::invalid, "the ledger holds no run: it was stopped before anything was done; run the job again"};
  }
  return facts;
}

Result<RunOutcome> load_outcome(ledger::Ledger& ledger) {
  Reader reader(ledger);
  RunOutcome outcome;
  outcome.end = reader.text("end");
  outcome.message = reader.text("end_message");
  outcome.exit_code = reader.number<int>("exit_code");
  outcome.ended_ms = reader.number<std::int64_t>("ended_ms");
  outcome.requests = reader.number<std::uint64_t>("requests");
  outcome.resends = reader.number<std::uint64_t>("resends");
  outcome.twins = reader.number<std::uint64_t>("twins");
  outcome.polls = reader.number<std::uint64_t>("polls");
  outcome.parts = reader.number<std::uint64_t>("parts");
  outcome.pace = reader.text("pace");
  outcome.throttled = reader.number<std::uint64_t>("throttled");
  outcome.bytes_sent = reader.number<std::uint64_t>("bytes_sent");
  INGOT_CHECK(reader.status());
  return outcome;
}

ReportHead report_head(const RunFacts& facts, const RunOutcome& outcome) {
  return ReportHead{.run_id = facts.run_id,
                    .job = facts.job,
                    .plugin = facts.plugin,
                    .plugin_version = facts.plugin_version,
                    .base_url = facts.base_url,
                    .end = outcome.end.empty() ? "interrupted" : outcome.end,
                    .message = outcome.message,
                    .exit_code = outcome.end.empty() ? std::nullopt : std::optional(outcome.exit_code),
                    .started_ms = facts.started_ms,
                    .ended_ms = outcome.ended_ms,
                    .requests = outcome.requests,
                    .resends = outcome.resends,
                    .twins = outcome.twins,
                    .polls = outcome.polls,
                    .parts = outcome.parts,
                    .throttled = outcome.throttled,
                    .bytes_sent = outcome.bytes_sent,
                    .pace = outcome.pace};
}

}  // namespace ingot::run
