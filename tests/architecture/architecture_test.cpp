// Reads every source file of host/, sdk/ and plugins/ and fails on what the architecture forbids: an include in the
// wrong direction, a fenced library outside its fence, a file too long, a thread outside the task group, a catch
// outside the rims.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace ingot::test {
namespace {

namespace fs = std::filesystem;

struct Source {
  std::string path;  // from the root: "host/net/client.cpp"
  std::vector<std::string> lines;

  // "net" of host/net/…; empty outside host.
  std::string layer() const {
    if (path.rfind("host/", 0) != 0) return {};
    return path.substr(5, path.find('/', 5) - 5);
  }
};

std::vector<Source> sources(const std::vector<std::string>& folders) {
  std::vector<Source> found;
  const fs::path root = INGOT_SOURCE_DIR;
  for (const auto& folder : folders) {
    if (!fs::exists(root / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const std::string extension = entry.path().extension();
      if (extension != ".cpp" && extension != ".hpp" && extension != ".h" && extension != ".c") continue;
      Source source{fs::relative(entry.path(), root), {}};
      std::ifstream file(entry.path());
      for (std::string line; std::getline(file, line);) source.lines.push_back(line);
      found.push_back(std::move(source));
    }
  }
  return found;
}

const std::vector<Source>& product() {
  static const std::vector<Source> all = sources({"host", "sdk", "plugins"});
  return all;
}

// What each folder of host/ may include besides itself and the SDK's C header.
const std::map<std::string, std::set<std::string>>& allowed() {
  static const std::set<std::string> kSiblings = {"base", "io", "net", "plan", "plugin", "secrets"};
  static const auto kTable = [] {
    std::map<std::string, std::set<std::string>> table;
    table["base"] = {};
    for (const char* sibling : {"io", "net", "plan", "plugin", "secrets"}) table[sibling] = {"base"};
    table["hosting"] = {"base", "io", "plugin"};
    table["digest"] = kSiblings;
    table["ledger"] = kSiblings;
    table["transfer"] = kSiblings;
    table["transfer"].insert({"digest", "ledger"});
    table["job"] = table["run"] = table["transfer"];
    table["job"].insert("transfer");
    table["run"].insert("transfer");
    table["cli"] = table["run"];
    table["bench"] = table["run"];
    table["bench"].insert("run");
    table["ui"] = table["bench"];
    table["cli"].insert({"run", "job", "bench", "ui", "hosting"});
    return table;
  }();
  return kTable;
}

TEST(architecture, includes_point_downwards_only) {
  static const std::regex kInclude(R"(^\s*#include "host/([a-z]+)/)");
  for (const auto& source : product()) {
    const std::string layer = source.layer();
    for (const auto& line : source.lines) {
      std::smatch match;
      if (!std::regex_search(line, match, kInclude)) continue;
      ASSERT_FALSE(layer.empty()) << source.path << ": only host/ may include host/: " << line;
      ASSERT_TRUE(allowed().contains(layer)) << source.path << ": host/" << layer << " has no place in the map";
      const bool is_allowed = match[1] == layer || allowed().at(layer).contains(match[1]);
      EXPECT_TRUE(is_allowed) << source.path << ": host/" << layer << " may not include host/" << match[1];
    }
  }
}

TEST(architecture, host_knows_no_vendor_and_no_plugin_layer) {
  static const std::regex kInclude(R"(^\s*#include [<"](plugins/|ingot/.*\.hpp))");
  for (const auto& source : product()) {
    if (source.layer().empty()) continue;
    for (const auto& line : source.lines) {
      EXPECT_FALSE(std::regex_search(line, kInclude)) << source.path << ": " << line;
    }
  }
}

TEST(architecture, emulators_and_plugins_share_no_protocol_code) {
  for (const auto& source : product()) {
    const std::size_t lab = source.path.find("/lab/");
    const bool is_emulator = source.path.rfind("plugins/", 0) == 0 && lab != std::string::npos;
    for (const auto& line : source.lines) {
      if (line.rfind("#include \"plugins/", 0) != 0) continue;
      EXPECT_EQ(is_emulator, line.find("/lab/") != std::string::npos) << source.path << ": " << line;
    }
  }
}

struct Fence {
  const char* what;
  std::regex pattern;
  std::vector<std::string> inside;  // path prefixes
};

TEST(architecture, fenced_libraries_stay_inside_their_fence) {
  const std::vector<Fence> fences = {
      {"Poco::Net", std::regex(R"(#include <Poco/Net/)"), {"host/net/", "host/ui/", "sdk/lab/", "plugins/"}},
      {"Poco::Util", std::regex(R"(#include <Poco/Util/)"), {"host/cli/"}},
      {"yaml-cpp", std::regex(R"(#include <yaml-cpp/)"), {"host/job/", "sdk/lab/"}},
      {"SQLite", std::regex(R"(#include <sqlite3)"), {"host/ledger/"}},
      {"Boost.DLL", std::regex(R"(#include <boost/dll)"), {"host/plugin/"}},
      {"libseccomp", std::regex(R"(#include <seccomp)"), {"host/hosting/"}},
      {"OpenSSL EVP", std::regex(R"(#include <openssl/evp)"), {"host/digest/", "sdk/lab/"}},
  };
  for (const auto& source : product()) {
    for (const auto& line : source.lines) {
      for (const auto& fence : fences) {
        if (!std::regex_search(line, fence.pattern)) continue;
        bool is_inside = false;
        for (const auto& prefix : fence.inside) is_inside = is_inside || source.path.rfind(prefix, 0) == 0;
        // A vendor's plugin may not touch the network; its emulator lives by it.
        if (source.path.rfind("plugins/", 0) == 0) is_inside = source.path.find("/lab/") != std::string::npos;
        EXPECT_TRUE(is_inside) << source.path << ": " << fence.what;
      }
    }
  }
}

TEST(architecture, no_third_party_type_in_a_host_header) {
  static const std::regex kThirdParty(R"(#include <(Poco|yaml-cpp|sqlite3|boost|openssl)[/.])");
  for (const auto& source : product()) {
    // Poco's own reach of host/net's and the lab's private wire headers ends in their folder.
    const bool is_private = source.path.rfind("host/net/poco_", 0) == 0 || source.path.rfind("sdk/lab/src/", 0) == 0;
    if (source.path.rfind(".hpp") == std::string::npos || is_private) continue;
    if (source.layer().empty()) continue;
    for (const auto& line : source.lines) {
      EXPECT_FALSE(std::regex_search(line, kThirdParty)) << source.path << ": " << line;
    }
  }
}

TEST(architecture, no_file_is_longer_than_600_lines) {
  for (const auto& source : sources({"host", "sdk", "plugins", "tests", "benchmarks"})) {
    EXPECT_LE(source.lines.size(), 600u) << source.path;
  }
}

TEST(architecture, threads_are_made_by_the_task_group_only) {
  static const std::regex kThread(R"(std::j?thread\b(?!::)|pthread_create|std::async)");
  for (const auto& source : product()) {
    const bool is_exempt = source.path.rfind("host/base/task_group", 0) == 0 ||
                           source.path.rfind("sdk/lab/", 0) == 0;
    if (is_exempt) continue;
    for (const auto& line : source.lines) {
      EXPECT_FALSE(std::regex_search(line, kThread)) << source.path << ": " << line;
    }
  }
}

TEST(architecture, nobody_sleeps) {
  static const std::regex kSleep(R"(sleep_for|sleep_until|\busleep\(|\bnanosleep\()");
  for (const auto& source : product()) {
    if (source.path.rfind("sdk/lab/", 0) == 0) continue;
    for (const auto& line : source.lines) {
      EXPECT_FALSE(std::regex_search(line, kSleep)) << source.path << ": " << line;
    }
  }
}

// Exceptions end in the file that met them: where a third-party library throws, and at the outermost rims.
TEST(architecture, exceptions_are_caught_at_the_rims_only) {
  static const std::regex kCatch(R"(\bcatch \()");
  static const std::regex kThrower(R"(#include <(Poco|yaml-cpp|boost|filesystem|regex)[/>]?)");
  for (const auto& source : product()) {
    if (source.layer().empty()) continue;
    bool has_thrower = false;
    for (const auto& line : source.lines) has_thrower = has_thrower || std::regex_search(line, kThrower);
    const bool is_rim = source.path == "host/cli/main.cpp" || source.path == "host/base/task_group.cpp" ||
                        source.path == "host/plugin/table_call.cpp";  // where a plugin might throw
    for (const auto& line : source.lines) {
      EXPECT_FALSE(std::regex_search(line, kCatch) && !has_thrower && !is_rim) << source.path << ": " << line;
    }
  }
}

TEST(architecture, no_header_is_left_without_pragma_once) {
  for (const auto& source : product()) {
    if (source.path.rfind(".hpp") == std::string::npos) continue;
    bool has_guard = false;
    for (const auto& line : source.lines) has_guard = has_guard || line == "#pragma once";
    EXPECT_TRUE(has_guard) << source.path;
  }
}

}  // namespace
}  // namespace ingot::test
