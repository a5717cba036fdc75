// A new plugin's project: which names are names, how the template's words follow them, and that
// nothing that is there is written over.
#include "host/cli/plugin_project.hpp"

#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/cli/plugin_config_keys.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

TEST(PluginName, is_words_of_lower_case_with_dashes_between_them) {
  for (const char* good :
       {"a", "acme", "my-dam", "s3", "a-1", "abcdefghijabcdefghijabcdefghijabcdefghij"})
    EXPECT_TRUE(PluginName::parse(good)) << good;
  for (const char* bad : {"", "Acme", "3d", "-a", "a-", "a--b", "a_b", "a b", "a/b", "..", "é",
                          "a.b", "abcdefghijabcdefghijabcdefghijabcdefghijk"}) {
    const auto name = PluginName::parse(bad);
    ASSERT_FALSE(name) << bad;
    EXPECT_EQ(name.error().kind, ErrorKind::invalid);
  }
}

TEST(PluginName, is_spelled_as_its_place_wants_it) {
  const auto name = PluginName::parse("my-2nd-dam");
  ASSERT_TRUE(name);
  const std::pair<const char*, const char*> kTable[] = {
      {"acme", "my-2nd-dam"},
      {"ingot-acme.so, acme and acme", "ingot-my-2nd-dam.so, my-2nd-dam and my-2nd-dam"},
      {"acme_plugin::Acme", "my_2nd_dam_plugin::My2ndDam"},
      {"AcmeEmulator", "My2ndDamEmulator"},
      {"ACME_SECRET", "MY_2ND_DAM_SECRET"},
      {"acm eAcm", "acm eAcm"},
      {"", ""},
  };
  for (const auto& [text, wanted] : kTable) EXPECT_EQ(name->follow(text), wanted) << text;
  const auto same = PluginName::parse("acme");
  EXPECT_EQ(same->follow("acme_plugin Acme ACME acme"), "acme_plugin Acme ACME acme");
}

class PluginProject : public ::testing::Test {
 protected:
  void SetUp() override {
    write(pattern_ / "CMakeLists.txt", "project(acme)");
    write(pattern_ / "lab/acme_emulator.hpp", "class AcmeEmulator;");
    write(pattern_ / ".github/workflows/ci.yml", "name: acme");
  }
  Result<std::vector<fs::path>> make(const fs::path& folder) {
    return write_project(pattern_, *PluginName::parse("my-dam"), folder);
  }

  test::TempDir dir_;
  const fs::path pattern_ = dir_.path() / "template";
  const fs::path made_ = dir_.path() / "made";
};

TEST_F(PluginProject, follows_the_name_in_files_and_their_names) {
  const auto files = make(made_);
  ASSERT_TRUE(files) << files.error().message;
  EXPECT_THAT(*files,
              ElementsAre(".github/workflows/ci.yml", "CMakeLists.txt", "lab/my_dam_emulator.hpp"));
  EXPECT_EQ(content(made_ / "CMakeLists.txt"), "project(my-dam)");
  EXPECT_EQ(content(made_ / "lab/my_dam_emulator.hpp"), "class MyDamEmulator;");
}

TEST_F(PluginProject, never_writes_into_what_is_there) {
  write(made_ / "mine.txt", "mine");
  fs::create_directory(dir_.path() / "empty");
  fs::create_symlink("nowhere", dir_.path() / "dangling");
  for (const char* there : {"made", "empty", "dangling"}) {
    const auto files = make(dir_.path() / there);
    ASSERT_FALSE(files) << there;
    EXPECT_EQ(files.error().kind, ErrorKind::conflict) << files.error().message;
  }
  EXPECT_EQ(content(made_ / "mine.txt"), "mine");
  EXPECT_TRUE(fs::is_empty(dir_.path() / "empty"));
}

TEST_F(PluginProject, leaves_nothing_behind_when_it_fails) {
  write(pattern_ / "zz.bin",
        std::string((1u << 20) + 1, 'x'));  // larger than any file of a project
  EXPECT_FALSE(make(made_));
  EXPECT_FALSE(fs::exists(made_));
  EXPECT_FALSE(make(dir_.path() / "no" / "parent"));
  fs::remove_all(pattern_);
  const auto files = make(made_);
  ASSERT_FALSE(files);
  EXPECT_THAT(files.error().message, HasSubstr("ingot-dev"));
}

TEST(ConfigKeys, are_flat_and_say_what_they_want) {
  const auto keys = config_keys(R"({"type":"object","required":["base_url"],"properties":{
    "base_url":{"type":"string","description":"address"},
    "oauth":{"type":"object","required":["id"],"properties":{
      "id":{"type":"string"},"secret":{"type":"string","x-secret":true}}},
    "mode":{"enum":["a","b"],"default":"a"},
    "every":{"type":"integer","x-unit":"duration","default":5}}})");
  std::vector<std::string> lines;
  for (const auto& key : keys) lines.push_back(key.path + ": " + key.summary());
  EXPECT_THAT(lines, ElementsAre("base_url: text, required; address", "oauth: object",
                                 "oauth.id: text, required", "oauth.secret: secret",
                                 "mode: one of a, b, else \"a\"", "every: duration, else 5"));
  EXPECT_TRUE(config_keys("no json").empty());
}

}  // namespace
}  // namespace ingot::cli
