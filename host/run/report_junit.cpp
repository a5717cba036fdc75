// The JUnit report: a test suite for the run, a test case for each item. A CI server that reads it is red exactly
// when the run's exit code is not 0.
#include <cstdio>

#include "host/base/text.hpp"
#include "host/io/replacing_file.hpp"
#include "host/run/report.hpp"
#include "host/run/report_item.hpp"
#include "host/run/report_markup.hpp"

namespace ingot::run {

using ledger::Item;
using ledger::ItemState;

namespace {

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + markup_text(value) + "\"";
}

std::string attribute(std::string_view name, std::uint64_t value) {
  return attribute(name, std::to_string(value));
}

std::string seconds(std::int64_t ms) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", static_cast<double>(ms) / 1000.0);
  return text;
}

// Exit codes 0 and 5 are what the items say; any other end of a run is an error of its own.
bool has_run_error(const ReportHead& head) {
  return !head.exit_code || (*head.exit_code != 0 && *head.exit_code != 5);
}

std::string property(std::string_view name, std::string_view value) {
  return "      <property" + attribute("name", name) + attribute("value", value) + "/>\n";
}

std::string head_xml(const Report& report) {
  const ReportHead& head = report.head;
  const Tally& tally = report.tally;
  const std::uint64_t errors = has_run_error(head) ? 1 : 0;
  const std::uint64_t skipped = tally.total() - tally.failed() - tally.in(ItemState::done);
  const std::int64_t lasted = head.ended_ms > head.started_ms ? head.ended_ms - head.started_ms : 0;
  const std::string counts = attribute("tests", tally.total() + errors) + attribute("failures", tally.failed()) +
                             attribute("errors", errors) + attribute("skipped", skipped) +
                             attribute("time", seconds(lasted));
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + attribute("name", head.job) + counts +
                     ">\n  <testsuite" + attribute("name", head.job + " " + head.run_id) + counts +
                     attribute("timestamp", iso8601(head.started_ms)) + ">\n    <properties>\n" +
                     property("run", head.run_id) + property("plugin", head.plugin + " " + head.plugin_version) +
                     property("base_url", head.base_url) + property("end", head.end) +
                     (head.exit_code ? property("exit_code", std::to_string(*head.exit_code)) : "") +
                     "    </properties>\n";
  if (errors > 0) {
    text += "    <testcase" + attribute("classname", "ingot.run") + attribute("name", "run " + head.run_id) +
            "><error" + attribute("type", head.end) + attribute("message", head.message) + "/></testcase>\n";
  }
  return text;
}

std::string verdict(const Item& item) {
  const std::string outcome(ledger::to_string(item.state));
  const std::string why = item.code + (item.message.empty() ? "" : ": " + item.message);
  if (item.state == ItemState::done) return "";
  if (!ledger::is_ended(item.state)) return "<skipped" + attribute("message", "not ended: " + outcome) + "/>";
  if (item.state == ItemState::skipped) return "<skipped" + attribute("message", why) + "/>";
  return "<failure" + attribute("type", outcome) + attribute("message", why) + ">" +
         markup_text("attempts: " + std::to_string(attempts_of(item)) + ", requests: " +
                     std::to_string(item.requests) +
                     (item.remote_id.empty() ? "" : ", remote id: " + item.remote_id) + "\nadvice: " +
                     std::string(advice_for(item))) +
         "</failure>";
}

std::string case_xml(const Item& item, const ReportHead& head) {
  const std::string inner = verdict(item);
  const std::string open = "    <testcase" + attribute("classname", head.job) + attribute("name", item.key);
  return inner.empty() ? open + "/>\n" : open + ">" + inner + "</testcase>\n";
}

}  // namespace

Status write_junit_report(const std::filesystem::path& file, const Report& report, ledger::Ledger& ledger) {
  INGOT_TRY(io::ReplacingFile out, io::ReplacingFile::begin(file));
  INGOT_CHECK(out.write(head_xml(report)));
  INGOT_CHECK(ledger.each_item([&](const Item& item) { return out.write(case_xml(item, report.head)); }));
  INGOT_CHECK(out.write("  </testsuite>\n</testsuites>\n"));
  return out.commit();
}

}  // namespace ingot::run
