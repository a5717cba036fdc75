// Records the scenarios of one vendor. Every run is made and checked each time;
// INGOT_UPDATE_GOLDEN=1 also writes the transcripts into the source tree.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "host/plugin/transcript.hpp"
#include "tests/plugins/transcripts/recorder.hpp"

namespace ingot::test {

static void PrintTo(const Scenario& scenario, std::ostream* out) {
  *out << scenario.name;
}

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostBytes = 60 << 10;

fs::path file_of(const Scenario& scenario) {
  return fs::path(TRANSCRIPT_FOLDER) / (scenario.name + ".jsonl");
}

bool updates() {
  const char* const update = std::getenv("INGOT_UPDATE_GOLDEN");
  return update != nullptr && std::string_view(update) == "1";
}

class recorded : public ::testing::TestWithParam<Scenario> {};

TEST_P(recorded, session_replays_and_gives_no_secret_away) {
  const Scenario& scenario = GetParam();
  const Recorded found = record(scenario);
  if (!found.problem.empty()) FAIL() << found.problem;
  EXPECT_LE(found.text.size(), kMostBytes);
  for (const auto& [name, value] : scenario.vendor.secrets) {
    EXPECT_EQ(found.text.find(value), std::string::npos) << name;
  }
  const auto transcript = plugin::parse_transcript(found.text);
  ASSERT_TRUE(transcript) << transcript.error().message;
  EXPECT_EQ(to_text(*transcript), found.text);
  const auto vendor = fresh_vendor(scenario);
  const auto difference = replay(*transcript, *vendor);
  ASSERT_TRUE(difference) << difference.error().message;
  EXPECT_EQ(*difference, "") << "equal facts made other actions";
  if (HasFailure() || !updates()) return;
  fs::create_directories(TRANSCRIPT_FOLDER);
  std::ofstream(file_of(scenario), std::ios::binary) << found.text;
}

INSTANTIATE_TEST_SUITE_P(scenarios, recorded, ::testing::ValuesIn(scenarios()),
                         [](const auto& one) {
                           std::string name = one.param.name;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

// A transcript whose scenario is gone would be replayed for ever and never recorded again.
TEST(transcripts, each_belongs_to_a_scenario_and_each_scenario_has_one) {
  std::vector<std::string> files, wanted;
  if (updates()) GTEST_SKIP() << "they are being written";
  ASSERT_TRUE(fs::exists(TRANSCRIPT_FOLDER)) << "nothing was recorded yet";
  for (const auto& entry : fs::directory_iterator(TRANSCRIPT_FOLDER))
    files.push_back(entry.path().filename());
  for (const Scenario& scenario : scenarios()) wanted.push_back(file_of(scenario).filename());
  std::sort(files.begin(), files.end());
  std::sort(wanted.begin(), wanted.end());
  EXPECT_EQ(files, wanted);
}

}  // namespace
}  // namespace ingot::test
