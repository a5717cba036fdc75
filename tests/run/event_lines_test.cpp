// Every line against the published schema, with every member it may have; and what becomes of odd texts.
#include "host/run/event_lines.hpp"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <gtest/gtest.h>
#include <ingot/plugin.h>

#include <fstream>
#include <set>

#include "host/run/event_schema.hpp"
#include "host/run/standouts.hpp"
#include "tests/job/json_schema_check.hpp"

namespace ingot::run::test {
namespace {

using Object = Poco::JSON::Object::Ptr;
using ledger::ItemState;

// The line as an object; it is one line, and the schema knows it and its members.
Object checked(const std::string& line) {
  EXPECT_EQ(line.find('\n'), line.size() - 1) << line;
  const Object object = Poco::JSON::Parser().parse(line).extract<Object>();
  static const auto kSchema = Poco::JSON::Parser().parse(event_schema());
  EXPECT_TRUE(job::test::is_valid(kSchema, object)) << line;
  const auto name = object->getValue<std::string>("event");
  std::set<std::string> declared;
  for (const auto& event : events()) {
    if (event.front().value != name) continue;
    for (const Member& member : event) declared.insert(std::string(member.name));
  }
  for (const auto& member : object->getNames()) EXPECT_TRUE(declared.contains(member)) << name << ": " << member;
  return object;
}

RunFacts facts() {
  RunFacts made;
  made.run_id = "20300101-100000-abcd";
  made.job = "spring \xff";
  made.started_ms = 1'700'000'000'000;
  return made;
}

ItemNews news(ItemState state, std::uint32_t op = INGOT_OP_TRANSFER) {
  return {.seq = 7, .key = "a/\"b\"\n\xff.jpg", .size = 9, .state = state, .op = op, .code = "http", .message = "status 503",
          .remote_id = "id", .attempts = 2, .requests = 5, .at_ms = 1'700'000'000'000, .took_ms = 12, .next_try_ms = 0};
}

TEST(event_lines, runs_begin_and_end) {
  EXPECT_FALSE(checked(run_started_line(facts(), Beginning::first, 5))->getValue<bool>("resumed"));
  EXPECT_TRUE(checked(run_started_line(facts(), Beginning::resumed, 5))->getValue<bool>("resumed"));
  Tally tally;
  tally.load({{ItemState::done, 3, 30}, {ItemState::failed, 1, 10}});
  RunOutcome outcome;
  outcome.end = "finished";
  outcome.exit_code = 5;
  const Object ended = checked(run_ended_line(facts(), outcome, tally, {"/a/report.json"}, {.progress = 4, .lost = 1}));
  EXPECT_EQ(ended->getValue<int>("failed"), 1);
  EXPECT_EQ(ended->getObject("items_by_outcome")->getValue<int>("done"), 3);
  EXPECT_EQ(ended->getValue<int>("progress_left_out"), 4);
  EXPECT_EQ(ended->getValue<int>("lost"), 1);
}

TEST(event_lines, progress_tells_of_items_that_stand_out) {
  Progress progress;
  progress.found = 9;
  progress.items[static_cast<std::size_t>(ItemState::active)] = 3;
  auto standouts = std::make_shared<Standouts>();
  standouts->slowest.push_back({.seq = 1, .key = "slow", .age_ms = 5000, .parts_planned = 3, .parts_acknowledged = 1});
  standouts->retried.push_back({.seq = 2, .key = "again", .attempts = 2, .resends = 4});
  standouts->completing = 1;
  progress.standouts = standouts;
  const Object told = checked(progress_line_of(progress, {}, 5))->getObject("progress");
  EXPECT_EQ(told->getObject("stages")->getValue<int>("upload"), 2);
  EXPECT_EQ(told->getObject("stages")->getValue<int>("complete"), 1);
  EXPECT_EQ(told->getArray("slowest")->getObject(0)->getValue<std::string>("key"), "slow");
  EXPECT_EQ(told->getArray("retried")->getObject(0)->getValue<int>("resends"), 4);
  EXPECT_TRUE(told->isNull("eta_ms"));
  checked(throttled_line(progress, 5));
  checked(pace_line(progress, 5));
}

TEST(event_lines, items_end_or_come_back) {
  const Object ended = checked(item_line(news(ItemState::failed)));
  EXPECT_EQ(ended->getValue<std::string>("event"), "item_ended");
  EXPECT_EQ(ended->getValue<std::string>("outcome"), "failed");
  EXPECT_EQ(ended->getValue<std::string>("key"), "a/\"b\"\\x0A\\xFF.jpg");
  ItemNews again = news(ItemState::pending);
  again.next_try_ms = 1'700'000'001'000;
  EXPECT_EQ(checked(item_line(again))->getValue<std::string>("next_try_at"), "2023-11-14T22:13:21.000Z");
  EXPECT_EQ(checked(item_line(news(ItemState::orphaned)))->getValue<std::string>("event"), "item_retry");
  EXPECT_EQ(checked(item_line(news(ItemState::pending, 0)))->getValue<std::string>("event"), "item_revived");
  EXPECT_EQ(checked(item_line(news(ItemState::rejected, 0)))->getValue<std::string>("event"), "item_ended");
}

TEST(event_lines, a_step_forward_is_no_news) {
  ItemNews step = news(ItemState::transferred);
  step.code = "";
  EXPECT_EQ(item_line(step), "");
  EXPECT_NE(item_line(news(ItemState::transferred)), "");
}

TEST(event_lines, what_no_session_had_is_told_of_too) {
  ledger::Item item;
  item.seq = 3;
  item.key = "locked";
  item.state = ItemState::unreadable;
  item.message = "permission denied";
  EXPECT_EQ(checked(unreadable_line(item))->getValue<int>("attempts"), 0);
}

TEST(event_lines, every_kind_is_documented) {
  std::ifstream file(std::string(INGOT_SOURCE_DIR) + "/docs/events.md");
  std::set<std::string> documented, declared;
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("| `", 0) == 0) documented.insert(line.substr(3, line.find('`', 3) - 3));
  }
  documented.erase("event");
  for (const auto& event : events()) declared.insert(std::string(event.front().value));
  EXPECT_EQ(documented, declared);
}

}  // namespace
}  // namespace ingot::run::test
