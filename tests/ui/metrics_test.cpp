#include "host/ui/metrics.hpp"

#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "tests/ui/ui_fixture.hpp"

namespace ingot::ui::test {
namespace {

// A reader of the text format: what promtool would complain about fails.
std::map<std::string, std::string> samples_of(const std::string& text) {
  static const std::regex kHelp(R"(# HELP ([a-z_]+) [^\n]+)"), kType(R"(# TYPE ([a-z_]+) (counter|gauge))");
  static const std::regex kSample(
      R"re(([a-z_]+)(\{[a-z_]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\["\\n])*")*\})? (-?[0-9]+(?:\.[0-9]+)?))re");
  std::map<std::string, std::string> samples;
  std::set<std::string> helped, typed;
  std::string type;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_match(line, match, kHelp)) {
      EXPECT_TRUE(helped.insert(match[1]).second) << line;
    } else if (std::regex_match(line, match, kType)) {
      type = match[1];
      EXPECT_TRUE(typed.insert(type).second) << line;
      const bool is_total = type.size() > 6 && type.rfind("_total") == type.size() - 6;
      EXPECT_EQ(match[2] == "counter", is_total) << line;
    } else if (std::regex_match(line, match, kSample)) {
      EXPECT_EQ(match[1], type) << "samples follow their type: " << line;
      EXPECT_TRUE(samples.emplace(match[1].str() + match[2].str(), match[3].str()).second) << line;
    } else {
      ADD_FAILURE() << line;
    }
  }
  EXPECT_EQ(helped, typed);
  EXPECT_EQ(text.back(), '\n');
  return samples;
}

TEST_F(UiTest, metrics_are_well_formed_and_true) {
  end_run();
  watch();
  const auto text = metrics_text(*watch_);
  ASSERT_TRUE(text);
  const auto samples = samples_of(*text);
  EXPECT_EQ(samples.at("ingot_items{outcome=\"done\"}"), "60");
  EXPECT_EQ(samples.at("ingot_items{outcome=\"failed\"}"), "3");
  EXPECT_EQ(samples.at("ingot_items{outcome=\"pending\"}"), "1");
  EXPECT_EQ(samples.at("ingot_items{outcome=\"conflict\"}"), "0");
  EXPECT_EQ(samples.at("ingot_requests_total"), "300");
  EXPECT_EQ(samples.at("ingot_bytes_sent_total"), "60000");
  EXPECT_EQ(samples.at("ingot_run_ended"), "1");
  EXPECT_EQ(samples.at("ingot_run_exit_code"), "5");
  EXPECT_EQ(samples.count("ingot_run_info{run=\"20300101-100000-abcd\",job=\"spring\",plugin=\"dash\",plugin_version=\"1.2.3\"}"), 1u);
}

TEST_F(UiTest, a_hostile_job_name_breaks_no_metric) {
  ASSERT_TRUE(ledger_->apply({ledger::SetFact{"job", "a\"b\\c\nd"}}, ledger::Durability::process).ok());
  watch();
  const auto samples = samples_of(*metrics_text(*watch_));
  EXPECT_EQ(samples.count("ingot_run_exit_code"), 0u);
  EXPECT_EQ(samples.at("ingot_run_ended"), "0");
}

// docs/metrics.md lists exactly what is served, in the same words.
TEST(metrics, are_documented) {
  std::ifstream file(std::string(INGOT_SOURCE_DIR) + "/docs/metrics.md");
  ASSERT_TRUE(file);
  std::vector<std::string> documented, served;
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("| `ingot_", 0) == 0) documented.push_back(line);
  }
  for (const Metric& metric : metrics()) {
    std::string row = "| `" + std::string(metric.name);
    if (!metric.label.empty()) row += "{" + std::string(metric.label) + "}";
    served.push_back(row + "` | " + std::string(metric.type) + " | " + std::string(metric.help) + " |");
  }
  EXPECT_EQ(documented, served);
}

}  // namespace
}  // namespace ingot::ui::test
