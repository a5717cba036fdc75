#include "host/plugin/registry.hpp"

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/plugin/module_files.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::plugin {
namespace {

using ingot::test::TempDir;
using test::content_of;
using test::module;
using test::write_file;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

namespace fs = std::filesystem;

class RegistryTest : public ::testing::Test {
 protected:
  RegistryTest() {
    for (const char* name : {"first", "second"}) fs::create_directory(dir_.path() / name);
  }
  fs::path first() const { return dir_.path() / "first"; }
  fs::path second() const { return dir_.path() / "second"; }
  Registry registry() const { return Registry({first(), dir_.path() / "not there", second()}); }

  static void install(const char* sin, const fs::path& folder) {
    fs::copy_file(module(sin), folder / module(sin).filename());
  }
  // The plain plugin as another version (of equal length).
  static void install_version(std::string_view version, const fs::path& folder) {
    std::string bytes = content_of(module("plain"));
    for (std::size_t at = 0; (at = bytes.find("1.0.0", at)) != std::string::npos;)
      bytes.replace(at, 5, version);
    write_file(folder / "ingot-plain.so", bytes);
  }
  std::string refusal(std::string_view name, std::string_view constraint = {}) const {
    const auto found = registry().look_up(name, constraint);
    return found ? "(found)" : found.error().message;
  }

  TempDir dir_;
};

TEST_F(RegistryTest, lists_every_library_without_running_a_line_of_it) {
  install("plain", second());
  install("crashes_at_load", first());
  install("no_manifest", first());
  write_file(first() / "ingot-text.so", "text");
  write_file(first() / "README.md", "not a plugin");
  const auto all = registry().list();
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0].path, first() / "ingot-crashes_at_load.so");
  ASSERT_TRUE(all[0].manifest);
  EXPECT_EQ(all[0].manifest->name, "crashes-at-load");
  EXPECT_FALSE(all[0].refusal);
  EXPECT_FALSE(all[1].manifest);
  EXPECT_THAT(all[1].refusal->message,
              HasSubstr("ingot-no_manifest.so is a shared library without"));
  EXPECT_THAT(all[2].refusal->message, HasSubstr("ingot-text.so is not a shared library"));
  EXPECT_EQ(all[3].manifest->name, "plain");
}

TEST_F(RegistryTest, has_no_plugins_where_there_is_no_folder) {
  EXPECT_TRUE(Registry({dir_.path() / "nowhere"}).list().empty());
  EXPECT_TRUE(Registry({}).list().empty());
}

TEST_F(RegistryTest, lists_a_folder_that_cannot_be_read_as_a_refusal) {
  const auto file = write_file(dir_.path() / "file", "");
  const auto all = Registry({file}).list();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_THAT(all[0].refusal->message, HasSubstr("cannot be read"));
}

TEST_F(RegistryTest, lets_the_first_folder_win_and_names_what_it_hides) {
  install("plain", first());
  install_version("2.1.0", second());
  const auto all = registry().list();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_FALSE(all[0].shadowed_by);
  EXPECT_EQ(all[1].shadowed_by, all[0].path);
  const auto found = registry().look_up("plain");
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->manifest->version.to_string(), "1.0.0");
}

TEST_F(RegistryTest, finds_by_name_by_id_and_by_path) {
  install("plain", first());
  for (const std::string& name :
       {std::string("plain"), std::string("test.plain"), module("plain").string()}) {
    const auto library = registry().find(name);
    ASSERT_TRUE(library) << library.error().message;
    EXPECT_EQ(library->manifest().name, "plain");
  }
}

TEST_F(RegistryTest, suggests_a_name_that_is_close) {
  install("plain", first());
  EXPECT_THAT(refusal("plian"),
              AllOf(HasSubstr("plugin `plian` is not installed; did you mean `plain`?"),
                    HasSubstr((dir_.path() / "first").string())));
  EXPECT_THAT(refusal("tenovos"),
              AllOf(HasSubstr("installed: plain"), Not(HasSubstr("did you mean"))));
  EXPECT_EQ(registry().look_up("plian").error().kind, ErrorKind::not_found);
  EXPECT_THAT(refusal(std::string(100'000, 'p')), HasSubstr("is not installed"));
}

TEST_F(RegistryTest, says_so_when_nothing_is_installed) {
  EXPECT_THAT(refusal("plain"), HasSubstr("no plugin is installed"));
}

TEST_F(RegistryTest, explains_a_file_of_that_name_that_cannot_be_read) {
  write_file(first() / "ingot-dash.so", "half a download");
  EXPECT_THAT(refusal("dash"), HasSubstr("ingot-dash.so is not a shared library"));
}

TEST_F(RegistryTest, checks_the_version_that_a_job_wants) {
  install("plain", first());
  EXPECT_EQ(refusal("plain", "~> 1.0"), "(found)");
  EXPECT_THAT(refusal("plain", "~> 2.0"),
              HasSubstr("plain 1.0.0 (" + (first() / "ingot-plain.so").string() +
                        ") does not satisfy version `~> 2.0`"));
  EXPECT_THAT(refusal("plain", "newest"), HasSubstr("version constraint `newest`"));
  install_version("2.1.0", second());
  EXPECT_THAT(refusal("plain", "~> 2.0"), HasSubstr("2.1.0 in " + second().string() + " would"));
}

TEST_F(RegistryTest, refuses_a_path_to_nothing) {
  EXPECT_THAT(refusal((dir_.path() / "ingot-x.so").string()),
              HasSubstr("cannot be opened: no such file"));
  EXPECT_THAT(refusal("ingot-x.so"), HasSubstr("cannot be opened: no such file"));
}

TEST_F(RegistryTest, passes_the_refusal_of_a_load_on) {
  install("null_slot", first());
  const auto library = registry().find("null-slot");
  ASSERT_FALSE(library);
  EXPECT_THAT(library.error().message, HasSubstr("slot `step` is null"));
}

TEST(PluginFolders, puts_the_path_of_the_user_before_what_is_installed) {
  EXPECT_EQ(plugin_folders("/opt/ingot/bin/ingot", "/a::/b c:"),
            (std::vector<fs::path>{"/a", "/b c", "/opt/ingot/lib/ingot/plugins"}));
  EXPECT_EQ(plugin_folders("/opt/ingot/bin/ingot", ""),
            (std::vector<fs::path>{"/opt/ingot/lib/ingot/plugins"}));
}

}  // namespace
}  // namespace ingot::plugin
