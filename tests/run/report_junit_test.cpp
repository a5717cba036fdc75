#include "tests/run/report_fixture.hpp"

namespace ingot::run::test {
namespace {

using ledger::ItemState;
using report_junit = ReportTest;

int number(const Poco::XML::Element* element, const char* name) {
  return std::stoi(element->getAttribute(name));
}

TEST_F(report_junit, counts_and_cases_agree) {
  begin();
  add({item("a.txt", ItemState::done), item("b.txt", ItemState::rejected, "no such <folder> & \"more\""),
       item("c.txt", ItemState::skipped, "exists"), item("d.txt", ItemState::failed, "busy")});
  end("finished", 5);
  const Xml xml = xml_of(write(ReportFormat::junit));
  for (const char* name : {"testsuites", "testsuite"}) {
    const auto* suite = elements(xml, name).at(0);
    EXPECT_EQ(number(suite, "tests"), 4);
    EXPECT_EQ(number(suite, "failures"), 2);
    EXPECT_EQ(number(suite, "skipped"), 1);
    EXPECT_EQ(number(suite, "errors"), 0);
    EXPECT_EQ(suite->getAttribute("time"), "65.000");
  }
  EXPECT_EQ(elements(xml, "testcase").size(), 4u);
  EXPECT_EQ(elements(xml, "skipped").size(), 1u);
  const auto failures = elements(xml, "failure");
  ASSERT_EQ(failures.size(), 2u);
  EXPECT_EQ(failures[0]->getAttribute("type"), "rejected");
  EXPECT_EQ(failures[0]->getAttribute("message"), "code: no such <folder> & \"more\"");
  EXPECT_NE(failures[0]->innerText().find("advice: mend"), std::string::npos);
}

TEST_F(report_junit, is_red_exactly_when_the_exit_code_is_not_0) {
  struct Ending {
    const char* end;
    int exit_code;
    ItemState state;
    int errors, failures, skipped;
  };
  const Ending endings[] = {{"finished", 0, ItemState::done, 0, 0, 0},
                            {"finished", 5, ItemState::failed, 0, 1, 0},
                            {"finished", 11, ItemState::done, 1, 0, 0},
                            {"interrupted", 130, ItemState::pending, 1, 0, 1},
                            {"interrupted", 143, ItemState::active, 1, 0, 1},
                            {"budget", 6, ItemState::failed, 1, 1, 0},
                            {"auth", 7, ItemState::pending, 1, 0, 1},
                            {"unavailable", 8, ItemState::orphaned, 1, 0, 1},
                            {"invalid", 3, ItemState::pending, 1, 0, 1}};
  for (const Ending& each : endings) {
    // A ledger of its own for each: a key is added once.
    ledger.reset();
    ledger = *ledger::Ledger::create(folder.path() / (std::string(each.end) + std::to_string(each.exit_code)));
    begin();
    ledger::Item made = item("a.txt", each.state);
    if (ledger::is_in_batch(made.state)) made.state = ItemState::pending;
    add({made});
    end(each.end, each.exit_code);
    const Xml xml = xml_of(write(ReportFormat::junit));
    const auto* suite = elements(xml, "testsuite").at(0);
    EXPECT_EQ(number(suite, "errors"), each.errors) << each.exit_code;
    EXPECT_EQ(number(suite, "failures"), each.failures) << each.exit_code;
    EXPECT_EQ(number(suite, "skipped"), each.skipped) << each.exit_code;
    EXPECT_EQ(elements(xml, "error").size(), static_cast<std::size_t>(each.errors));
    EXPECT_EQ(elements(xml, "testcase").size(), static_cast<std::size_t>(number(suite, "tests")));
    EXPECT_EQ(each.exit_code != 0, each.errors + each.failures > 0);
  }
}

TEST_F(report_junit, is_well_formed_for_every_key) {
  begin();
  std::vector<ledger::Item> items;
  for (int c = 1; c < 256; ++c) {
    items.push_back(item("k" + std::to_string(c) + static_cast<char>(c) + "]]>", ItemState::rejected,
                         std::string(1, static_cast<char>(c)) + "<!--"));
  }
  items.push_back(item(std::string("zero\0byte", 9), ItemState::done));
  items.push_back(item("\xEF\xBF\xBE\xEF\xBF\xBF", ItemState::done));
  add(items);
  end("finished", 5);
  const Xml xml = xml_of(write(ReportFormat::junit));
  const auto cases = elements(xml, "testcase");
  ASSERT_EQ(cases.size(), items.size());
  std::set<std::string> names;
  for (const auto* each : cases) names.insert(each->getAttribute("name"));
  EXPECT_EQ(names.size(), items.size()) << "no two keys may look the same";
  EXPECT_EQ(cases['\n' - 1]->getAttribute("name"), "k10\n]]>");
}

}  // namespace
}  // namespace ingot::run::test
