#include "host/run/report.hpp"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "host/run/run_facts.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::run {
namespace {

using ledger::ItemState;

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

ledger::AddItem item(std::string key, ItemState state, std::string message = "") {
  ledger::Item made;
  made.key = std::move(key);
  made.size = 12;
  made.state = state;
  made.code = message.empty() ? "" : "code";
  made.message = std::move(message);
  made.ended_ms = 1'700'000'000'000;
  return {std::move(made)};
}

struct report : ::testing::Test {
  report() {
    ledger = *ledger::Ledger::create(folder.path() / "ledger.db");
    const ledger::Transaction items = {item("a \"quoted\", name\n.txt", ItemState::done),
                                       item("b.txt", ItemState::unknown, "lost, \"maybe\""),
                                       item("unread.txt", ItemState::unreadable, "permission denied")};
    EXPECT_TRUE(ledger->apply(items, ledger::Durability::process));
    tally.load(*ledger->counts());
  }
  test::TempDir folder;
  std::unique_ptr<ledger::Ledger> ledger;
  Tally tally;
};

TEST_F(report, json_lists_every_item_with_its_outcome_and_advice) {
  const auto path = folder.path() / "report.json";
  ReportHead head;
  head.run_id = "r-1";
  head.exit_code = 5;
  ASSERT_TRUE(write_json_report(path, head, tally, *ledger));
  const auto root = Poco::JSON::Parser().parse(content(path)).extract<Poco::JSON::Object::Ptr>();
  EXPECT_EQ(root->getValue<std::string>("schema"), "ingot.report/1");
  EXPECT_EQ(root->getObject("run")->getValue<int>("exit_code"), 5);
  EXPECT_EQ(root->getObject("totals")->getValue<int>("items"), 3);
  const auto items = root->getArray("items");
  ASSERT_EQ(items->size(), 3u);
  EXPECT_EQ(items->getObject(0)->getValue<std::string>("key"), "a \"quoted\", name\n.txt");
  EXPECT_EQ(items->getObject(1)->getValue<std::string>("outcome"), "unknown");
  EXPECT_FALSE(items->getObject(1)->getValue<std::string>("advice").empty());
  EXPECT_FALSE(items->getObject(0)->has("advice"));
}

TEST_F(report, csv_quotes_as_rfc_4180_wants) {
  const auto path = folder.path() / "report.csv";
  ASSERT_TRUE(write_csv_report(path, *ledger));
  const std::string text = content(path);
  EXPECT_NE(text.find("\"a \"\"quoted\"\", name\n.txt\",12,done,"), std::string::npos) << text;
  EXPECT_NE(text.find("\"lost, \"\"maybe\"\"\""), std::string::npos) << text;
  EXPECT_EQ(text.substr(0, 4), "key,");
}

TEST_F(report, a_folder_that_is_not_there_is_an_error_and_leaves_nothing) {
  const Status written = write_csv_report(folder.path() / "nowhere" / "report.csv", *ledger);
  ASSERT_FALSE(written);
  EXPECT_NE(written.error().message.find("nowhere"), std::string::npos);
}

TEST_F(report, run_facts_come_back_as_they_were) {
  RunFacts facts;
  facts.run_id = "r-1";
  facts.job_text = "version: 1\njob: x\n";
  facts.params = {"a=1", "b=two words"};
  facts.reports = {"json=/tmp/x.json"};
  facts.started_ms = 1'700'000'000'123;
  ASSERT_TRUE(ledger->apply(save(facts), ledger::Durability::process));
  const auto back = load_facts(*ledger);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->job_text, facts.job_text);
  EXPECT_EQ(back->params, facts.params);
  EXPECT_EQ(back->reports, facts.reports);
  EXPECT_EQ(back->started_ms, facts.started_ms);
  EXPECT_EQ(load_outcome(*ledger)->end, "");
}

TEST_F(report, a_ledger_without_a_run_is_said_to_have_none) {
  const auto facts = load_facts(*ledger);
  ASSERT_FALSE(facts);
  EXPECT_EQ(facts.error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace ingot::run
