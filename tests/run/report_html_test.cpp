// The page as markup: self-contained, well-formed whatever the items are called, bounded, with right totals.
#include <span>

#include "host/digest/hasher.hpp"
#include "host/run/report_page.hpp"
#include "host/run/report_highlights.hpp"
#include "tests/run/report_fixture.hpp"

namespace ingot::run::test {
namespace {

using ledger::ItemState;
using report_html = ReportTest;

std::vector<Poco::XML::Element*> rows_of(const Xml& xml, const std::string& table) {
  std::vector<Poco::XML::Element*> rows;
  for (auto* row : elements(xml, "tr")) {
    auto* owner = static_cast<Poco::XML::Element*>(row->parentNode()->parentNode());
    const bool is_heading = row->parentNode()->nodeName() == "thead";
    if (owner->getAttribute("id") == table && !is_heading) rows.push_back(row);
  }
  return rows;
}

std::string base64_sha256(std::string_view text) {
  auto hasher = *digest::Hasher::start(digest::Algorithm::sha256);
  hasher.update(std::as_bytes(std::span(text)));
  return hasher.finish()->base64();
}

TEST_F(report_html, asks_nobody_for_anything_and_runs_nothing_else) {
  begin();
  add({item("<script>alert(1)</script>", ItemState::rejected, "<img src=x onerror=alert(1)>"),
       item("\"><svg onload=alert(2)>", ItemState::failed, "' onmouseover='alert(3)")});
  end("finished", 5);
  const auto path = write(ReportFormat::html);
  const Xml xml = xml_of(path);
  std::string policy;
  for (const auto* meta : elements(xml, "meta")) {
    if (meta->getAttribute("http-equiv") == "Content-Security-Policy") policy = meta->getAttribute("content");
  }
  ASSERT_EQ(elements(xml, "script").size(), 1u);
  ASSERT_EQ(elements(xml, "style").size(), 1u);
  EXPECT_TRUE(policy.starts_with("default-src 'none';")) << policy;
  EXPECT_NE(policy.find("script-src 'sha256-" + base64_sha256(elements(xml, "script")[0]->innerText()) + "'"),
            std::string::npos);
  EXPECT_NE(policy.find("style-src 'sha256-" + base64_sha256(elements(xml, "style")[0]->innerText()) + "'"),
            std::string::npos);
  for (const auto* element : elements(xml, "*")) {
    for (const char* name : {"src", "href", "style", "onload", "onerror", "onmouseover", "action", "srcset"}) {
      EXPECT_FALSE(element->hasAttribute(name)) << element->nodeName() << " " << name;
    }
  }
  for (const char* word : {"url(", "@import", "://"}) {
    EXPECT_EQ(page_style().find(word), std::string_view::npos);
    EXPECT_EQ(page_script().find(word), std::string_view::npos);
  }
}

TEST_F(report_html, has_both_themes_and_a_narrow_form) {
  EXPECT_NE(page_style().find("prefers-color-scheme: dark"), std::string_view::npos);
  EXPECT_NE(page_style().find("@media (max-width"), std::string_view::npos);
  begin();
  end("finished", 0);
  EXPECT_NE(content(write(ReportFormat::html)).find("width=device-width"), std::string::npos);
}

TEST_F(report_html, lists_failures_with_reason_attempts_and_advice) {
  begin();
  ledger::Item busy = item("b.txt", ItemState::failed, "HTTP 503");
  busy.tries = 4;
  busy.requests = 31;
  add({item("a.txt", ItemState::done), busy, item("c.txt", ItemState::rejected, "no such field"),
       item("d.txt", ItemState::rejected, "no other field")});
  end("finished", 5);
  const Xml xml = xml_of(write(ReportFormat::html));
  const auto failed = rows_of(xml, "failed");
  ASSERT_EQ(failed.size(), 3u);
  EXPECT_EQ(failed[0]->getAttribute("data-outcome"), "failed");
  EXPECT_NE(failed[0]->innerText().find("b.txtfailedcodeHTTP 503431"), std::string::npos) << failed[0]->innerText();
  EXPECT_NE(failed[0]->innerText().find("retries are used up"), std::string::npos);
  ASSERT_EQ(rows_of(xml, "reasons").size(), 2u);
  EXPECT_NE(rows_of(xml, "reasons")[0]->innerText().find("rejectedcode2c.txt: no such field"), std::string::npos);
  ASSERT_EQ(rows_of(xml, "retried").size(), 1u);
  EXPECT_EQ(rows_of(xml, "outcomes").size(), 3u);
  const auto options = elements(xml, "option");
  EXPECT_EQ(options.size(), 3u) << "every outcome, and the two that occur";
}

TEST_F(report_html, is_bounded_and_its_totals_are_right) {
  begin();
  std::vector<ledger::Item> items;
  const std::size_t count = ReportHighlights::kMostFailed + 500;
  for (std::size_t i = 0; i < count; ++i) {
    items.push_back(item("f" + std::to_string(i), ItemState::failed, std::string(5000, 'x')));
    items.back().code = "code " + std::to_string(i % 300);
    items.back().tries = 2;
  }
  add(items);
  end("finished", 5);
  const auto path = write(ReportFormat::html);
  const Xml xml = xml_of(path);
  EXPECT_EQ(rows_of(xml, "failed").size(), ReportHighlights::kMostFailed);
  EXPECT_EQ(rows_of(xml, "retried").size(), ReportHighlights::kMostRetried);
  const auto reasons = rows_of(xml, "reasons");
  ASSERT_EQ(reasons.size(), ReportHighlights::kMostGroups + 1);
  EXPECT_NE(content(path).find("The first 2000 of 2500"), std::string::npos);
  EXPECT_NE(rows_of(xml, "outcomes")[0]->innerText().find("failed2500"), std::string::npos);
  EXPECT_NE(content(path).find("2500 items were begun more than once"), std::string::npos);
  EXPECT_LT(content(path).size(), 4u << 20);
}

TEST_F(report_html, draws_what_was_sampled_and_names_the_slowest) {
  begin();
  add({item("a.txt", ItemState::done), item("slow.txt", ItemState::done)});
  RunSamples samples;
  samples.begin(facts.started_ms, {});
  samples.take(facts.started_ms + 1000, {.bytes = 1 << 20, .requests = 10, .ended = 1});
  samples.take(facts.started_ms + 2000, {.bytes = 3 << 20, .requests = 12, .resends = 1, .ended = 2});
  samples.item_took(2, 61'000);
  ASSERT_TRUE(ledger->apply(samples.save(), ledger::Durability::process));
  end("finished", 0);
  const Xml xml = xml_of(write(ReportFormat::html));
  EXPECT_EQ(elements(xml, "figure").size(), 3u);
  const auto slowest = rows_of(xml, "slowest");
  ASSERT_EQ(slowest.size(), 1u);
  EXPECT_NE(slowest[0]->innerText().find("slow.txt1m 01s"), std::string::npos) << slowest[0]->innerText();
  // The second second was twice the first, and reaches the top of a scale of 2 MiB/s.
  std::string area;
  for (const auto* path : elements(xml, "path")) {
    if (path->getAttribute("class") == "s1 area" && area.empty()) area = path->getAttribute("d");
  }
  std::vector<double> heights;
  for (std::size_t at = area.find('V'); at != area.npos; at = area.find('V', at + 1)) {
    heights.push_back(std::stod(area.substr(at + 1)));
  }
  ASSERT_EQ(heights.size(), 3u) << area;
  EXPECT_NEAR((heights[2] - heights[1]) / (heights[2] - heights[0]), 2.0, 0.02) << area;
  EXPECT_NEAR(heights[1], 10.0, 0.2) << "the top";
  EXPECT_NE(content(folder.path() / "report.html").find(">2.0 MiB/s<"), std::string::npos);
}

TEST_F(report_html, of_a_run_without_items_says_so) {
  begin();
  end("finished", 11);
  const std::string page = content(write(ReportFormat::html));
  EXPECT_NE(page.find("The run has no items."), std::string::npos);
  xml_of(write(ReportFormat::html));
}

}  // namespace
}  // namespace ingot::run::test
