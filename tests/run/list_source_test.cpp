// A list of paths as items: what it names, and what it must not.
#include "host/run/list_source.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/kept_items.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::run {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class list_source_test : public ::testing::Test {
 protected:
  list_source_test() {
    options_.list = folder_.path() / "list.txt";
    options_.files.root = folder_.path() / "root";
    for (const char* name : {"a.tif", "sub/b c.tif", "sub/d.jpg", "#e.tif"}) add(name);
  }
  void add(const std::string& name) const {
    const auto path = options_.files.root / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << "123";
  }
  // "key", or "key:code".
  std::vector<std::string> walk(const std::string& bytes) {
    std::ofstream(*options_.list, std::ios::binary) << bytes;
    test::KeptItems kept;
    auto counts = list_source(options_, clock_)->walk(kept, std::stop_token());
    EXPECT_TRUE(counts) << counts.error().message;
    if (counts) counts_ = *counts;
    std::vector<std::string> all;
    for (const auto& item : kept.all)
      all.push_back(item.key + (item.code.empty() ? "" : ":" + item.code));
    items_ = kept.all;
    return all;
  }

  test::TempDir folder_;
  ListSourceOptions options_;
  ManualClock clock_{1'900'000'000'000};
  SourceCounts counts_;
  std::vector<ledger::Item> items_;
};

TEST_F(list_source_test, names_files_as_find_and_people_do) {
  EXPECT_THAT(
      walk("a.tif\r\n./sub//b c.tif\n\n#e.tif\n" + options_.files.root.string() + "/sub/d.jpg"),
      ElementsAre("a.tif", "sub/b c.tif", "#e.tif", "sub/d.jpg"));
  EXPECT_EQ(items_[1].size, 3u);
  EXPECT_NE(items_[1].inode, 0u);
  EXPECT_NE(items_[1].mtime_ns, 0);
}

TEST_F(list_source_test, zero_bytes_leave_line_ends_to_the_names) {
  using namespace std::string_literals;
  add("two\nlines.tif");
  options_.separator = io::PathSeparator::nul;
  EXPECT_THAT(walk("a.tif\0two\nlines.tif\0sub/d.jpg"s),
              ElementsAre("a.tif", "two\nlines.tif", "sub/d.jpg"));
}

TEST_F(list_source_test, what_is_not_a_file_below_the_root_is_named_with_its_number) {
  std::filesystem::create_symlink(options_.files.root / "a.tif", options_.files.root / "link.tif");
  EXPECT_THAT(
      walk("gone.tif\n../list.txt\n/etc/passwd\nsub\nlink.tif\nx\xFFy\n"),
      ElementsAre("gone.tif:vanished", "../list.txt:outside_root", "/etc/passwd:outside_root",
                  "sub:unreadable", "link.tif:unreadable", "x\\xFFy:not_utf8"));
  EXPECT_THAT(items_[0].message, HasSubstr("path 1 of the list: there is no file gone.tif"));
  EXPECT_THAT(items_[4].message, HasSubstr("path 5 of the list: link.tif: it is a symbolic link"));
  for (const auto& item : items_) EXPECT_EQ(item.state, ledger::ItemState::unreadable);
}

TEST_F(list_source_test, patterns_of_the_folder_hold_for_the_list) {
  options_.files.globs = *io::Globs::compile({"**/*.tif"}, {"#*"});
  EXPECT_THAT(walk("a.tif\nsub/d.jpg\n#e.tif\n"), ElementsAre("a.tif"));
  EXPECT_EQ(counts_.excluded, 2u);
}

TEST_F(list_source_test, a_path_that_never_ends_is_the_other_separator) {
  std::ofstream(*options_.list) << std::string(200'000, 'x');
  test::KeptItems kept;
  const auto counts = list_source(options_, clock_)->walk(kept, std::stop_token());
  ASSERT_FALSE(counts);
  EXPECT_THAT(counts.error().message, HasSubstr("is scan.list.separator right?"));
}

TEST_F(list_source_test, a_list_that_was_cut_off_must_come_again) {
  options_.must_name_files = true;
  walk("");
  EXPECT_THAT(counts_.cut_off, HasSubstr("give the whole list again"));
  walk("a.tif\n");
  EXPECT_EQ(counts_.cut_off, "");
}

}  // namespace
}  // namespace ingot::run
