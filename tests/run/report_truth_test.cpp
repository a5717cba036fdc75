// Report truth: of ten thousand items a hundred are made to fail in ten ways. Every report names exactly these, each
// with its class, reason, attempts and advice, and ledger, reports, tally and exit code agree.
#include <Poco/JSON/Array.h>

#include <map>

#include "host/run/report_item.hpp"
#include "tests/run/report_fixture.hpp"
#include "tests/support/dash_run.hpp"

namespace ingot::run::test {
namespace {

using ingot::test::DashRun;
using ingot::test::DashSetup;
using ingot::test::LifeEnd;
using ingot::test::SimFile;
using ledger::ItemState;

constexpr std::size_t kItems = 10'000, kFailures = 100;

// One way to fail, and what a person has to be told about it.
struct Way {
  std::string name;  // in the key, the content or the title of the item
  ItemState outcome;
  std::string code, reason;     // reason: part of the message
  std::uint32_t attempts;
  std::string advice;           // part of it
};

const std::vector<Way>& ways() {
  constexpr const char *kMend = "mend what the message names", *kFile = "see that the file is there",
                       *kTried = "retries are used up";
  static const std::vector<Way> all = {
      {"empty", ItemState::rejected, "size", "below the vendor's smallest", 0, kMend},
      {"record", ItemState::rejected, "item", "needs a file", 0, kMend},
      {"nofield", ItemState::rejected, "item", "`Titel` is not known", 0, kMend},
      {"changed", ItemState::source_changed, "source", "since it was scanned", 1, kFile},
      {"locked", ItemState::source_changed, "source", "no permission to read it", 1, kFile},
      {"refused", ItemState::rejected, "refused", "HTTP 422", 1, kMend},
      {"metadata", ItemState::rejected, "metadata", "set metadata: HTTP 400", 1, kMend},
      {"forbidden", ItemState::failed, "unavailable", "set metadata: HTTP 403", 4, kTried},
      {"nourl", ItemState::failed, "unavailable", "part 1: HTTP 403", 4, kTried},
      {"gone", ItemState::conflict, "gone", "set metadata: HTTP 404", 1, "look there and decide"},
  };
  return all;
}

struct Planned {
  DashSetup setup;
  std::map<std::string, const Way*> failing;  // by key
};

SimFile file_of(std::size_t i, const Way* way) {
  const std::string name = way == nullptr ? "fine" : "way-" + way->name;
  SimFile file{name + " " + std::to_string(i) + ".txt", name + " " + std::to_string(i)};
  file.fields = R"({"fields":{"Title":")" + name + R"("},"config":{"folder":"/Sim"}})";
  if (way == nullptr) return file;
  if (way->name == "empty") file.content.clear();
  if (way->name == "record") file.kind = ledger::ItemKind::plain;
  if (way->name == "nofield") file.fields = R"({"fields":{"Titel":"x"},"config":{"folder":"/Sim"}})";
  return file;
}

Planned planned() {
  Planned plan;
  for (std::size_t i = 0; i < kItems; ++i) {
    // Spread over the whole run, one way after the other.
    constexpr std::size_t kEvery = kItems / kFailures;
    const Way* way = i % kEvery == 7 ? &ways()[i / kEvery % ways().size()] : nullptr;
    plan.setup.files.push_back(file_of(i, way));
    if (way != nullptr) plan.failing[plan.setup.files.back().key] = way;
  }
  const auto inject = [&plan](const char* name, const char* method, const char* path, int status) {
    lab::FaultRule made;
    made.name = name;
    made.match.method = method;
    made.match.path = path;
    made.match.body_contains = std::string("way-") + name;
    made.action.status = status;
    plan.setup.faults.rules.push_back(std::move(made));
  };
  inject("refused", "POST", "/asset-and-upload-batch-jobs", 422);
  inject("metadata", "PATCH", "/assets/*", 400);
  inject("forbidden", "PATCH", "/assets/*", 403);
  inject("nourl", "PUT", "/object-store/**", 403);
  inject("gone", "PATCH", "/assets/*", 404);
  plan.setup.batch_items = 50;
  return plan;
}

// A run's reports, read back, next to its ledger.
struct Told {
  std::map<std::string, ledger::Item> items;
  Report report;
  Poco::JSON::Object::Ptr json;
  std::vector<std::vector<std::string>> csv;
  Xml junit, html;
};

// As the program ends a run: what it is goes into the ledger, then the reports are written from there.
Told told_by(const std::filesystem::path& ledger_file, const std::optional<LifeEnd>& end) {
  Told told;
  const auto ledger = *ledger::Ledger::open(ledger_file);
  RunFacts facts;
  facts.run_id = "20300131-100000-abcd";
  facts.job = "spring";
  facts.plugin = "app.dash";
  facts.started_ms = 1'700'000'000'000;
  EXPECT_TRUE(ledger->apply(save(facts), ledger::Durability::process));
  if (end) {
    RunOutcome outcome;
    outcome.end = to_string(end->end.reason);
    outcome.message = end->end.message;
    outcome.exit_code = exit_code(end->end, end->tally);
    outcome.ended_ms = facts.started_ms + 1;
    EXPECT_TRUE(ledger->apply(save(outcome), ledger::Durability::process));
  }
  EXPECT_TRUE(ledger->each_item([&told](const ledger::Item& item) {
    told.items[item.key] = item;
    return Status();
  }));
  const ingot::test::TempDir folder;
  told.report = *load_report(*ledger);
  const auto file = [&](ReportFormat format) {
    const auto path = folder.path() / to_string(format);
    const Status written = write_report(format, path, told.report, *ledger);
    EXPECT_TRUE(written) << written.error().message;
    return path;
  };
  told.json = json_of(file(ReportFormat::json));
  told.csv = csv_of(file(ReportFormat::csv));
  told.junit = xml_of(file(ReportFormat::junit));
  told.html = xml_of(file(ReportFormat::html));
  return told;
}

// Outcome to number of items, from the items of each report.
using Counts = std::map<std::string, std::uint64_t>;

Counts in_html(const Xml& html) {
  Counts counts;
  for (auto* row : elements(html, "tr")) {
    auto* table = static_cast<Poco::XML::Element*>(row->parentNode()->parentNode());
    if (table->getAttribute("id") != "outcomes" || row->parentNode()->nodeName() != "tbody") continue;
    std::vector<Poco::XML::Element*> cells;
    collect(row, "td", cells);
    counts[cells.at(0)->innerText()] = std::stoull(cells.at(1)->innerText());
  }
  return counts;
}

// Whatever became of the run, everything that is written about it says the same.
void expect_agreement(const Told& told, std::optional<int> code) {
  Counts ledger, json, json_items, csv;
  std::uint64_t failed = 0, open = 0, skipped = 0;
  for (const auto& [key, item] : told.items) {
    ++ledger[std::string(ledger::to_string(item.state))];
    failed += is_failed(item.state) ? 1 : 0;
    skipped += item.state == ItemState::skipped ? 1 : 0;
    open += ledger::is_ended(item.state) ? 0 : 1;
  }
  const auto totals = told.json->getObject("totals");
  for (const auto& name : totals->getObject("by_outcome")->getNames()) {
    json[name] = totals->getObject("by_outcome")->getObject(name)->getValue<std::uint64_t>("items");
  }
  const auto items = told.json->getArray("items");
  for (const auto& item : *items) {
    ++json_items[item.extract<Poco::JSON::Object::Ptr>()->getValue<std::string>("outcome")];
  }
  for (std::size_t i = 1; i < told.csv.size(); ++i) ++csv[told.csv[i].at(2)];
  EXPECT_EQ(json, ledger);
  EXPECT_EQ(json_items, ledger);
  EXPECT_EQ(csv, ledger);
  EXPECT_EQ(in_html(told.html), ledger);
  EXPECT_EQ(totals->getValue<std::uint64_t>("items"), told.items.size());
  EXPECT_EQ(totals->getValue<std::uint64_t>("failed"), failed);
  EXPECT_EQ(elements(told.junit, "failure").size(), failed);
  EXPECT_EQ(elements(told.junit, "skipped").size(), skipped + open);
  const bool is_red = !elements(told.junit, "failure").empty() || !elements(told.junit, "error").empty();
  EXPECT_EQ(is_red, code != 0);
  const auto run = told.json->getObject("run");
  EXPECT_EQ(run->has("exit_code"), code.has_value());
  if (code) {
    EXPECT_EQ(run->getValue<int>("exit_code"), *code);
  }
  // 0 and 5 are promises about the items.
  if (code == 0) {
    EXPECT_EQ(failed + open, 0u);
  }
  if (code == 5) {
    EXPECT_EQ(open, 0u);
    EXPECT_GT(failed, 0u);
  }
}

void expect_told(const Told& told, const std::map<std::string, const Way*>& failing) {
  std::map<std::string, Poco::JSON::Object::Ptr> json;
  for (const auto& each : *told.json->getArray("items")) {
    const auto item = each.extract<Poco::JSON::Object::Ptr>();
    if (item->getValue<std::string>("outcome") != "done") json[item->getValue<std::string>("key")] = item;
  }
  std::map<std::string, std::vector<std::string>> csv;
  for (std::size_t i = 1; i < told.csv.size(); ++i) {
    if (told.csv[i].at(2) != "done") csv[told.csv[i].at(0)] = told.csv[i];
  }
  std::map<std::string, std::string> junit, html;
  for (auto* failure : elements(told.junit, "failure")) {
    auto* test = static_cast<Poco::XML::Element*>(failure->parentNode());
    junit[test->getAttribute("name")] = failure->getAttribute("type") + " " + failure->getAttribute("message") + "\n" +
                                        failure->innerText();
  }
  for (auto* row : elements(told.html, "tr")) {
    if (!row->hasAttribute("data-outcome")) continue;
    std::vector<Poco::XML::Element*> cells;
    collect(row, "td", cells);
    std::string& text = html[cells.at(0)->innerText()];
    for (auto* cell : cells) text += cell->getAttribute("data-label") + ": " + cell->innerText() + "\n";
  }
  const auto keys = [](const auto& map) {
    std::set<std::string> names;
    for (const auto& [key, value] : map) names.insert(key);
    return names;
  };
  ASSERT_EQ(keys(json), keys(failing));
  ASSERT_EQ(keys(csv), keys(failing));
  ASSERT_EQ(keys(junit), keys(failing));
  ASSERT_EQ(keys(html), keys(failing));
  for (const auto& [key, way] : failing) {
    SCOPED_TRACE(key);
    const std::string outcome(ledger::to_string(way->outcome)), attempts = std::to_string(way->attempts);
    const auto has = [](const std::string& text, const std::string& part) { return text.find(part) != text.npos; };
    EXPECT_EQ(json[key]->getValue<std::string>("outcome"), outcome);
    EXPECT_EQ(json[key]->getValue<std::string>("code"), way->code);
    const auto message = json[key]->getValue<std::string>("message");
    EXPECT_TRUE(has(message, way->reason)) << message;
    EXPECT_EQ(json[key]->getValue<std::uint32_t>("attempts"), way->attempts);
    EXPECT_TRUE(has(json[key]->getValue<std::string>("advice"), way->advice));
    EXPECT_EQ(csv[key].at(2), outcome);
    EXPECT_EQ(csv[key].at(5), attempts);
    EXPECT_EQ(csv[key].at(7), way->code);
    EXPECT_TRUE(has(csv[key].at(8), way->reason));
    EXPECT_TRUE(has(csv[key].at(9), way->advice));
    EXPECT_TRUE(junit[key].starts_with(outcome + " " + way->code + ": ")) << junit[key];
    EXPECT_TRUE(has(junit[key], way->reason));
    EXPECT_TRUE(has(junit[key], "attempts: " + attempts + ","));
    EXPECT_TRUE(has(junit[key], way->advice));
    for (const std::string& part : {"outcome: " + outcome, "code: " + way->code, "attempts: " + attempts,
                                    way->reason, way->advice}) {
      EXPECT_TRUE(has(html[key], part)) << part << " in " << html[key];
    }
  }
}

TEST(report_truth, names_exactly_the_hundred_that_were_made_to_fail) {
  const Planned plan = planned();
  ASSERT_EQ(plan.failing.size(), kFailures);
  DashRun sim(plan.setup);
  for (const auto& [key, way] : plan.failing) {
    if (way->name == "locked") sim.files().fail_open(key, Error{ErrorKind::refused, "no permission to read it"});
    if (way->name == "changed") sim.files().overwrite(key, "somebody else's bytes");
  }
  const LifeEnd end = sim.live();
  EXPECT_EQ(end.end.reason, EndReason::finished) << end.end.message;
  EXPECT_EQ(end.tally.total(), kItems);
  EXPECT_EQ(end.tally.failed(), kFailures);
  EXPECT_EQ(exit_code(end.end, end.tally), 5);
  const Told told = told_by(sim.ledger_file(), end);
  expect_agreement(told, 5);
  expect_told(told, plan.failing);
  // The vendor saw as many attempts as the reports tell.
  for (const Way& way : ways()) {
    if (way.name == "metadata" || way.name == "forbidden" || way.name == "gone") {
      EXPECT_EQ(sim.service().fired(way.name), way.attempts * kFailures / ways().size()) << way.name;
    }
  }
  std::set<std::string> failing;
  for (const auto& [key, way] : plan.failing) failing.insert(key);
  for (const auto& object : sim.dash().facts().objects) {
    const bool is_left = object.path.find("way-gone") != std::string::npos;
    EXPECT_TRUE(is_left || !failing.contains(object.path.substr(5))) << object.path;
  }
}

TEST(report_truth, samples_tell_of_the_whole_run) {
  DashSetup setup;
  for (std::size_t i = 0; i < 60; ++i) setup.files.push_back({"f" + std::to_string(i), std::string(1000, 'x')});
  DashRun sim(setup);
  const LifeEnd end = sim.live();
  ASSERT_EQ(end.end.reason, EndReason::finished);
  const Told told = told_by(sim.ledger_file(), end);
  SampleCounts sum;
  std::int64_t at = 0;
  for (const Sample& sample : told.report.samples.samples()) {
    EXPECT_GE(sample.start_ms, at) << "one after the other";
    at = sample.start_ms + sample.span_ms;
    sum.bytes += sample.counts.bytes;
    sum.ended += sample.counts.ended;
    sum.requests += sample.counts.requests;
  }
  EXPECT_GT(sum.ended, 0u);
  EXPECT_LE(sum.ended, 60u);
  EXPECT_LE(sum.bytes, end.traffic.bytes_sent);
  EXPECT_LE(sum.requests, end.traffic.requests);
  EXPECT_EQ(told.json->getArray("samples")->size(), told.report.samples.samples().size());
  ASSERT_FALSE(told.report.samples.slowest().empty());
  for (const SlowItem& slow : told.report.samples.slowest()) {
    EXPECT_GT(slow.took_ms, 0);
    EXPECT_LE(slow.took_ms, sim.clock().wall_ms() - told.report.samples.samples().front().start_ms);
  }
}

std::vector<SimFile> forty_files() {
  std::vector<SimFile> files;
  for (int i = 0; i < 40; ++i) files.push_back({"f" + std::to_string(i), "content " + std::to_string(i)});
  return files;
}

struct Scenario {
  const char* name;
  int code;
  std::function<void(DashSetup&)> prepare;
  std::function<void(Pipeline&)> during;
};

class scenario : public ::testing::TestWithParam<Scenario> {};

TEST_P(scenario, exit_code_reports_and_ledger_agree) {
  DashSetup setup;
  setup.files = forty_files();
  GetParam().prepare(setup);
  DashRun sim(setup);
  const LifeEnd end = sim.live({}, GetParam().during);
  EXPECT_EQ(exit_code(end.end, end.tally), GetParam().code) << end.end.message;
  const Told told = told_by(sim.ledger_file(), end);
  expect_agreement(told, GetParam().code);
  for (std::size_t i = 0; i < ledger::kItemStates; ++i) {
    EXPECT_EQ(end.tally.items()[i], told.report.tally.items()[i]) << "state " << i;
  }
}

lab::FaultRule always(std::string method, std::string path, int status) {
  lab::FaultRule rule;
  rule.match.method = std::move(method);
  rule.match.path = std::move(path);
  rule.action.status = status;
  return rule;
}

const std::function<void(DashSetup&)> kPlain = [](DashSetup&) {};
const std::function<void(Pipeline&)> kNothing = [](Pipeline&) {};
const Scenario kScenarios[] = {
    {"nothing_to_do", 0, [](DashSetup& setup) { setup.files.clear(); }, kNothing},
    {"all_well", 0, kPlain, kNothing},
    {"some_fail", 5, [](DashSetup& setup) { setup.files[3].content.clear(); }, kNothing},
    {"over_budget", 6,
     [](DashSetup& setup) {
       setup.budget.items = 2;
       for (std::size_t i = 0; i < 10; ++i) setup.files[i].content.clear();
     },
     kNothing},
    {"wrong_token", 7, [](DashSetup& setup) { setup.dash.static_tokens = {"another"}; }, kNothing},
    {"vendor_down", 8, [](DashSetup& setup) { setup.faults.rules.push_back(always("*", "**", 503)); }, kNothing},
    {"metadata_refused", 5, [](DashSetup& setup) { setup.faults.rules.push_back(always("PATCH", "**", 400)); },
     kNothing},
    {"interrupted", 130, kPlain,
     [](Pipeline& pipeline) {
       if (pipeline.tally().in(ItemState::done) >= 5) pipeline.stop({EndReason::interrupted, "stopped by request"});
     }}};

INSTANTIATE_TEST_SUITE_P(report_truth, scenario, ::testing::ValuesIn(kScenarios),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(report_truth, of_a_killed_run_is_what_its_ledger_knows) {
  for (const std::uint64_t write : {30, 60, 90}) {
    DashSetup setup;
    setup.files = forty_files();
    DashRun sim(setup);
    ASSERT_TRUE(sim.live({.write = write}).has_crashed) << write;
    expect_agreement(told_by(sim.ledger_file(), std::nullopt), std::nullopt);
    const LifeEnd end = sim.live();
    expect_agreement(told_by(sim.ledger_file(), end), 0);
  }
}

}  // namespace
}  // namespace ingot::run::test
