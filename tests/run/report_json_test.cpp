// The JSON report against its published schema.
#include <Poco/JSON/Array.h>

#include <set>

#include "host/run/report_schema.hpp"
#include "tests/job/json_schema_check.hpp"
#include "tests/run/report_fixture.hpp"

namespace ingot::run::test {
namespace {

using ledger::ItemState;
using Poco::JSON::Object;
using report_json = ReportTest;

Object::Ptr schema() {
  return Poco::JSON::Parser().parse(report_schema()).extract<Object::Ptr>();
}

// "items.key", … of a schema and of a report, to see that each knows what the other has.
void collect_declared(const Object& rules, const std::string& prefix, std::set<std::string>& names) {
  const auto items = rules.getObject("items");
  if (items) return collect_declared(*items, prefix, names);
  const auto properties = rules.getObject("properties");
  for (const auto& name : properties ? properties->getNames() : std::vector<std::string>()) {
    names.insert(prefix + name);
    collect_declared(*properties->getObject(name), prefix + name + ".", names);
  }
}

void collect_used(const Poco::Dynamic::Var& value, const std::string& prefix, const std::set<std::string>& declared,
                  std::set<std::string>& names) {
  if (value.type() == typeid(Poco::JSON::Array::Ptr)) {
    for (const auto& each : *value.extract<Poco::JSON::Array::Ptr>()) collect_used(each, prefix, declared, names);
  }
  if (value.type() != typeid(Object::Ptr)) return;
  const auto object = value.extract<Object::Ptr>();
  for (const auto& name : object->getNames()) {
    names.insert(prefix + name);
    // What is below these is the vendor's, the table's or an outcome.
    if (name == "meta" || name == "row" || name == "by_outcome") continue;
    collect_used(object->get(name), prefix + name + ".", declared, names);
  }
}

struct full_report : ReportTest {
  full_report() {
    facts.columns = {"Tags", "Title"};
    begin();
    ledger::Item done = item("a \"quoted\", name\n.txt", ItemState::done);
    done.remote_id = "asset-1";
    done.meta = R"({"upload_id":"u-1","sizes":[1,2]})";
    done.row = R"({"Tags":["a","b"],"Title":"t"})";
    done.sha256 = std::string(32, '\x5a');
    done.requests = 3;
    add({done, item("b.txt", ItemState::unknown, "lost, \"maybe\""),
         item("unread.txt", ItemState::unreadable, "permission denied"), item("c.txt", ItemState::pending)});
    RunSamples samples;
    samples.begin(facts.started_ms, {});
    samples.take(facts.started_ms + 1000, {.bytes = 12, .requests = 4, .ended = 3, .failed = 2});
    EXPECT_TRUE(ledger->apply(samples.save(), ledger::Durability::process));
    end("finished", 5);
  }
};

TEST_F(full_report, is_valid_by_its_schema) {
  const auto report = json_of(write(ReportFormat::json));
  EXPECT_TRUE(job::test::is_valid(schema(), report));
  for (const char* part : {"run", "transfer", "totals", "items", "samples", "schema"}) {
    auto broken = json_of(write(ReportFormat::json));
    broken->remove(part);
    EXPECT_FALSE(job::test::is_valid(schema(), broken)) << "without " << part;
  }
  auto odd = json_of(write(ReportFormat::json));
  odd->getArray("items")->getObject(0)->set("outcome", "splendid");
  EXPECT_FALSE(job::test::is_valid(schema(), odd));
}

TEST_F(full_report, has_what_the_schema_declares_and_nothing_else) {
  std::set<std::string> declared, used;
  collect_declared(*schema(), "", declared);
  collect_used(Poco::Dynamic::Var(json_of(write(ReportFormat::json))), "", declared, used);
  EXPECT_EQ(declared, used);
}

TEST_F(full_report, is_described_by_its_page) {
  const std::string page = content(std::filesystem::path(INGOT_SOURCE_DIR) / "docs" / "reports.md");
  ASSERT_FALSE(page.empty());
  std::set<std::string> declared;
  collect_declared(*schema(), "", declared);
  for (const std::string& name : declared) {
    const std::string last = name.substr(name.rfind('.') + 1);
    EXPECT_NE(page.find("`" + last + "`"), std::string::npos) << name << " is not in docs/reports.md";
  }
  const auto lines = csv_of(write(ReportFormat::csv));
  for (const std::string& column : lines.front()) {
    if (column.starts_with("row.")) continue;
    EXPECT_NE(page.find("`" + column + "`"), std::string::npos) << column << " is not in docs/reports.md";
  }
}

TEST_F(full_report, lists_every_item_with_its_outcome_and_advice) {
  const auto root = json_of(write(ReportFormat::json));
  EXPECT_EQ(root->getValue<std::string>("schema"), "ingot.report/1");
  EXPECT_EQ(root->getObject("run")->getValue<int>("exit_code"), 5);
  EXPECT_EQ(root->getObject("totals")->getValue<int>("items"), 4);
  EXPECT_EQ(root->getObject("totals")->getValue<int>("failed"), 2);
  const auto items = root->getArray("items");
  ASSERT_EQ(items->size(), 4u);
  EXPECT_EQ(items->getObject(0)->getValue<std::string>("key"), "a \"quoted\", name\n.txt");
  EXPECT_EQ(items->getObject(0)->getObject("meta")->getValue<std::string>("upload_id"), "u-1");
  EXPECT_EQ(items->getObject(0)->getObject("row")->getArray("Tags")->size(), 2u);
  EXPECT_FALSE(items->getObject(0)->has("advice"));
  EXPECT_EQ(items->getObject(1)->getValue<std::string>("outcome"), "unknown");
  EXPECT_FALSE(items->getObject(1)->getValue<std::string>("advice").empty());
  EXPECT_FALSE(items->getObject(3)->has("ended_at"));
}

TEST_F(report_json, of_a_run_without_an_end_or_items_is_valid_too) {
  begin();
  const auto report = json_of(write(ReportFormat::json));
  EXPECT_TRUE(job::test::is_valid(schema(), report));
  EXPECT_FALSE(report->getObject("run")->has("exit_code"));
  EXPECT_FALSE(report->getObject("run")->has("ended_at"));
}

TEST_F(report_json, names_of_foreign_systems_stay_readable_json) {
  begin();
  add({item("bad \xff name", ItemState::done), item("ctrl \x01", ItemState::done)});
  const auto items = json_of(write(ReportFormat::json))->getArray("items");
  EXPECT_NE(items->getObject(0)->getValue<std::string>("key").find("bad "), std::string::npos);
  EXPECT_EQ(items->getObject(1)->getValue<std::string>("key"), "ctrl \x01");
}

}  // namespace
}  // namespace ingot::run::test
