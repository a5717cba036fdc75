// FolderScan and symbolic links: skipped and counted, or followed without leaving the root and
// without end.
#include "tests/io/scan_fixture.hpp"

namespace ingot::io {
namespace {

class ScanLinksTest : public ScanTest {
 protected:
  void link(const std::string& target, const std::string& key) {
    std::filesystem::create_symlink(target, root() / key);
  }
};

TEST_F(ScanLinksTest, are_skipped_and_counted) {
  write("a/x.jpg");
  link("a", "folder-link");
  link("a/x.jpg", "file-link.jpg");
  link("nowhere", "broken.jpg");
  link("a", ".hidden");
  use({}, {".*"});
  const auto counts = scan();
  ASSERT_TRUE(counts);
  EXPECT_EQ(sink_.keys(), Keys{"a/x.jpg"});
  EXPECT_EQ(counts->symlinks_skipped, 3u);
  EXPECT_EQ(counts->excluded, 1u);
  EXPECT_TRUE(sink_.problems.empty());
}

TEST_F(ScanLinksTest, are_followed_to_files_and_folders_inside_the_root) {
  write("a/x.jpg", "123");
  link("a", "b");
  link("a/x.jpg", "y.jpg");
  link((root() / "a").string(), "absolute");
  options_.symlinks = Symlinks::follow_inside;
  const auto counts = scan();
  ASSERT_TRUE(counts);
  EXPECT_EQ(sink_.keys(), (Keys{"y.jpg", "a/x.jpg", "absolute/x.jpg", "b/x.jpg"}));
  // The facts are those of what the link leads to.
  EXPECT_EQ(sink_.found[0].size, 3u);
  EXPECT_EQ(sink_.found[0].inode, sink_.found[1].inode);
  EXPECT_TRUE(sink_.problems.empty());
}

TEST_F(ScanLinksTest, do_not_lead_out_of_the_root_unless_allowed) {
  std::filesystem::create_directory(dir_.path() / "root-neighbour");
  std::ofstream(dir_.path() / "root-neighbour" / "x.jpg") << "1";
  write("in.jpg");
  link("../root-neighbour", "out");
  link("../root-neighbour/x.jpg", "out.jpg");
  options_.symlinks = Symlinks::follow_inside;
  ASSERT_TRUE(scan());
  EXPECT_EQ(sink_.keys(), Keys{"in.jpg"});
  EXPECT_EQ(sink_.codes(), (Keys{"outside_root out", "outside_root out.jpg"}));
  sink_ = RecordingSink();
  options_.symlinks = Symlinks::follow_anywhere;
  ASSERT_TRUE(scan());
  EXPECT_EQ(sink_.keys(), (Keys{"in.jpg", "out.jpg", "out/x.jpg"}));
  EXPECT_TRUE(sink_.problems.empty());
}

TEST_F(ScanLinksTest, that_go_in_circles_are_problems) {
  write("a/b/x.jpg");
  link("..", "a/up");
  link("../..", "a/b/root");
  link("self", "self");
  link("two", "one");
  link("one", "two");
  options_.symlinks = Symlinks::follow_inside;
  ASSERT_TRUE(scan());
  EXPECT_EQ(sink_.keys(), Keys{"a/b/x.jpg"});
  EXPECT_EQ(sink_.codes(),
            (Keys{"loop a/b/root", "loop a/up", "loop one", "loop self", "loop two"}));
}

TEST_F(ScanLinksTest, to_nothing_are_problems_when_they_are_followed) {
  link("nowhere", "broken.jpg");
  link("nowhere", "excluded.tmp");
  options_.symlinks = Symlinks::follow_inside;
  use({}, {"*.tmp"});
  const auto counts = scan();
  ASSERT_TRUE(counts);
  EXPECT_EQ(sink_.codes(), Keys{"broken_link broken.jpg"});
  EXPECT_EQ(counts->excluded, 1u);
}

TEST_F(ScanLinksTest, to_special_files_are_problems_of_that_kind) {
  ASSERT_EQ(::mkfifo((root() / "fifo").c_str(), 0644), 0);
  link("fifo", "link");
  options_.symlinks = Symlinks::follow_inside;
  ASSERT_TRUE(scan());
  EXPECT_EQ(sink_.codes(), (Keys{"special_file fifo", "special_file link"}));
}

TEST_F(ScanLinksTest, may_be_the_root_itself) {
  write("a.jpg");
  std::filesystem::create_symlink("root", dir_.path() / "alias");
  for (const Symlinks symlinks : {Symlinks::skip, Symlinks::follow_inside}) {
    sink_ = RecordingSink();
    options_.root = dir_.path() / "alias";
    options_.symlinks = symlinks;
    ASSERT_TRUE(scan());
    EXPECT_EQ(sink_.keys(), Keys{"a.jpg"});
  }
}

}  // namespace
}  // namespace ingot::io
