// What all formats share: where facts come from, attempts, advice, errors.
#include "host/run/report.hpp"

#include "host/run/report_item.hpp"
#include "host/run/report_markup.hpp"
#include "host/run/report_plot.hpp"
#include "tests/run/report_fixture.hpp"

namespace ingot::run::test {
namespace {

using ledger::ItemState;
using report = ReportTest;

TEST_F(report, a_folder_that_is_not_there_is_an_error_and_leaves_nothing) {
  begin();
  const auto loaded = load_report(*ledger);
  ASSERT_TRUE(loaded);
  for (const ReportFormat format : kReportFormats) {
    const Status written = write_report(format, folder.path() / "nowhere" / "report", *loaded, *ledger);
    ASSERT_FALSE(written);
    EXPECT_NE(written.error().message.find("nowhere"), std::string::npos);
  }
}

TEST_F(report, run_facts_come_back_as_they_were) {
  facts.job_text = "version: 1\njob: x\n";
  facts.params = {"a=1", "b=two words"};
  facts.reports = {"json=/tmp/x.json", "html=/tmp/x.html"};
  facts.columns = {"Rights", "Title of it"};
  begin();
  const auto back = load_facts(*ledger);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->job_text, facts.job_text);
  EXPECT_EQ(back->params, facts.params);
  EXPECT_EQ(back->reports, facts.reports);
  EXPECT_EQ(back->columns, facts.columns);
  EXPECT_EQ(back->started_ms, facts.started_ms);
  EXPECT_EQ(load_outcome(*ledger)->end, "");
}

TEST_F(report, a_ledger_without_a_run_is_said_to_have_none) {
  EXPECT_EQ(load_facts(*ledger).error().kind, ErrorKind::invalid);
  EXPECT_EQ(load_report(*ledger).error().kind, ErrorKind::invalid);
}

TEST_F(report, a_run_that_was_killed_has_no_exit_code) {
  begin();
  EXPECT_EQ(load_report(*ledger)->head.exit_code, std::nullopt);
  EXPECT_EQ(load_report(*ledger)->head.end, "interrupted");
  end("finished", 0);
  EXPECT_EQ(load_report(*ledger)->head.exit_code, 0);
}

TEST(report_item, counts_the_sessions_that_had_it) {
  const auto attempts = [](ItemState state, std::uint32_t tries, std::uint32_t requests) {
    ledger::Item made = item("a", state);
    made.tries = tries;
    made.requests = requests;
    return attempts_of(made);
  };
  EXPECT_EQ(attempts(ItemState::pending, 0, 0), 0u);
  EXPECT_EQ(attempts(ItemState::pending, 2, 9), 2u) << "waits for its third";
  EXPECT_EQ(attempts(ItemState::active, 2, 9), 3u);
  EXPECT_EQ(attempts(ItemState::active, 0, 0), 1u);
  EXPECT_EQ(attempts(ItemState::done, 0, 3), 1u);
  EXPECT_EQ(attempts(ItemState::done, 2, 9), 3u);
  EXPECT_EQ(attempts(ItemState::failed, 4, 30), 4u) << "the last of the four is counted already";
  EXPECT_EQ(attempts(ItemState::rejected, 0, 1), 1u);
  EXPECT_EQ(attempts(ItemState::rejected, 0, 0), 0u) << "refused before anything was asked";
  EXPECT_EQ(attempts(ItemState::unreadable, 0, 0), 0u);
}

TEST(report_item, every_failure_has_advice_and_nothing_else_has) {
  for (std::size_t i = 0; i < ledger::kItemStates; ++i) {
    const auto state = ledger::item_state(static_cast<std::int64_t>(i));
    if (!state) continue;
    EXPECT_EQ(advice_for(item("a", *state)).empty(), !is_failed(*state)) << i;
  }
  ledger::Item left = item("a", ItemState::failed, "asset 7 is incomplete");
  left.code = "left_behind";
  EXPECT_NE(advice_for(left).find("delete"), std::string::npos);
  ledger::Item row = item("items.csv:7", ItemState::unreadable, "empty");
  row.code = "key";
  EXPECT_NE(advice_for(row).find("row"), std::string::npos);
}

TEST(report_item, markup_holds_no_character_that_xml_forbids) {
  EXPECT_EQ(markup_text("a<b>&\"'"), "a&lt;b&gt;&amp;&quot;&#39;");
  EXPECT_EQ(markup_text("x\ty\nz\r"), "x&#9;y&#10;z&#13;");
  EXPECT_EQ(markup_text(std::string("a\0b\x1b\x7f", 5)), "a\\x00b\\x1b\\x7f");
  EXPECT_EQ(markup_text("\xEF\xBF\xBE|\xEF\xBF\xBF|\xEF\xBF\xBD"), "\\ufffe|\\uffff|\xEF\xBF\xBD");
  EXPECT_EQ(markup_text("grün"), "grün");
  EXPECT_EQ(markup_text("\xff<").find('<'), std::string::npos);
}

TEST(report_item, shows_marks_that_hide_or_turn_what_follows) {
  EXPECT_EQ(visible_text("invoice\u202Efdp.exe"), "invoice\\u202efdp.exe");
  EXPECT_EQ(visible_text("\u200Ba\u2069\uFEFF"), "\\u200ba\\u2069\\ufeff");
  EXPECT_EQ(visible_text("grün 漢\u00a0🙂\u2010"), "grün 漢\u00a0🙂\u2010");
  EXPECT_EQ(visible_text("\xE2\x80"), "\xE2\x80");
  EXPECT_EQ(visible_text(""), "");
}

TEST(report_plot, a_short_last_sample_is_no_spike) {
  const Plot plot{"Items", {{"ended", [](const SampleCounts& c) { return c.ended; }}}, [](double) { return "x"; }};
  const Sample whole{1000, 1000, {.ended = 10}}, even{2000, 500, {.ended = 9}}, sliver{2000, 10, {.ended = 9}};
  const auto svg = [&](std::vector<Sample> samples) { return plot_svg(plot, samples); };
  EXPECT_EQ(svg({whole, sliver}), svg({Sample{1000, 1010, {.ended = 19}}}));
  EXPECT_NE(svg({whole, even}), svg({joined(whole, even)}));
  EXPECT_NE(svg({whole, Sample{3000, 10, {.ended = 9}}}), svg({Sample{1000, 2010, {.ended = 19}}}));
}

TEST(report_item, shortens_between_characters) {
  EXPECT_EQ(shortened("abc", 3), "abc");
  EXPECT_EQ(shortened("abcd", 3), "abc…");
  EXPECT_EQ(shortened("aüb", 2), "a…");
}

}  // namespace
}  // namespace ingot::run::test
