// Replays plugins/<vendor>/transcripts: each recorded session is opened again and told what it was
// told then, and must ask for exactly what it asked for then. Needs nothing but the plugins: no
// emulator, no host above the boundary.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include <ingot/vendor.hpp>

#include "host/plugin/transcript.hpp"
#include "host/plugin/transcript_text.hpp"
#include "plugins/bim360/bim360.hpp"
#include "plugins/dash/dash.hpp"
#include "plugins/managedassets/managedassets.hpp"
#include "plugins/sessionupload/sessionupload.hpp"
#include "plugins/tenovos/tenovos.hpp"

namespace ingot::test {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostBytes = 60 << 10;

template <class Plugin>
const ingot_plugin* table(const char* id, const char* version) {
  static const ingot_plugin kTable = plugin_table<Plugin>(id, version);
  return &kTable;
}

const std::map<std::string, const ingot_plugin*>& vendors() {
  static const std::map<std::string, const ingot_plugin*> kVendors = {
      {"bim360", table<bim360::Bim360>(bim360::kPluginId, bim360::kPluginVersion)},
      {"dash", table<dash::Dash>(dash::kPluginId, dash::kPluginVersion)},
      {"managedassets", table<managedassets::ManagedAssets>(managedassets::kPluginId,
                                                            managedassets::kPluginVersion)},
      {"sessionupload", table<sessionupload::SessionUpload>(sessionupload::kPluginId,
                                                            sessionupload::kPluginVersion)},
      {"tenovos", table<tenovos::Tenovos>(tenovos::kPluginId, tenovos::kPluginVersion)},
  };
  return kVendors;
}

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Recorded {
  std::string vendor;
  fs::path path;
};

void PrintTo(const Recorded& recorded, std::ostream* out) {
  *out << recorded.path;
}

std::vector<Recorded> all_transcripts() {
  std::vector<Recorded> found;
  for (const auto& [vendor, plugin] : vendors()) {
    const fs::path folder = fs::path(PLUGINS_FOLDER) / vendor / "transcripts";
    if (!fs::exists(folder)) continue;
    for (const auto& entry : fs::directory_iterator(folder))
      found.push_back({vendor, entry.path()});
  }
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  return found;
}

class transcript_of : public ::testing::TestWithParam<Recorded> {};

TEST_P(transcript_of, plugin_asks_for_what_it_asked_for_then) {
  const auto transcript = plugin::parse_transcript(content(GetParam().path));
  ASSERT_TRUE(transcript) << GetParam().path << ": " << transcript.error().message;
  EXPECT_EQ(transcript->vendor, GetParam().vendor);
  const auto manifest = plugin::parse_manifest(
      content(fs::path(PLUGINS_FOLDER) / GetParam().vendor / "manifest.json"));
  ASSERT_TRUE(manifest) << manifest.error().message;
  const auto vendor = plugin::static_vendor(vendors().at(GetParam().vendor), *manifest);
  const auto difference = replay(*transcript, *vendor);
  ASSERT_TRUE(difference) << GetParam().path << ": " << difference.error().message;
  if (!difference->empty()) {
    ADD_FAILURE() << GetParam().path << "\n"
                  << *difference << "If this is meant, record it again: plugins/README.md";
  }
}

TEST_P(transcript_of, plugin_is_small_and_opens_nothing) {
  const std::string text = content(GetParam().path);
  EXPECT_LE(text.size(), kMostBytes);
  EXPECT_EQ(plugin::masked(text), text) << "a signature stands in it";
  static const std::regex kToken("(Bearer|Basic) [A-Za-z0-9._~+/-]");
  EXPECT_FALSE(std::regex_search(text, kToken)) << "a token stands in it, not its name";
}

INSTANTIATE_TEST_SUITE_P(plugins, transcript_of, ::testing::ValuesIn(all_transcripts()),
                         [](const auto& one) {
                           std::string name =
                               one.param.vendor + "_" + one.param.path.stem().string();
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(transcripts, exist_for_every_vendor_and_operation) {
  for (const auto& [vendor, plugin] : vendors()) {
    const auto manifest =
        plugin::parse_manifest(content(fs::path(PLUGINS_FOLDER) / vendor / "manifest.json"));
    ASSERT_TRUE(manifest) << vendor;
    std::map<std::string, int> seen;
    for (const Recorded& recorded : all_transcripts()) {
      if (recorded.vendor == vendor) ++seen[plugin::parse_transcript(content(recorded.path))->operation()];
    }
    using plugin::Operation;
    for (const auto op : {Operation::login, Operation::discover, Operation::validate,
                          Operation::transfer, Operation::lifecycle, Operation::abort}) {
      const std::string name(plugin::to_string(op));
      EXPECT_TRUE(!manifest->supports(op) || seen[name] > 0)
          << vendor << " has no transcript of " << name;
    }
  }
}

// The folders are the list of vendors: a new one cannot be forgotten here.
TEST(transcripts, are_replayed_for_every_vendor_there_is) {
  for (const auto& entry : fs::directory_iterator(PLUGINS_FOLDER)) {
    if (!fs::exists(entry.path() / "manifest.json")) continue;
    EXPECT_TRUE(vendors().contains(entry.path().filename())) << entry.path();
  }
}

}  // namespace
}  // namespace ingot::test
