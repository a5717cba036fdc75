// FolderScan: what is found, in which order, in which batches, and that nothing is left out in
// silence.
#include "host/io/folder_scan.hpp"

#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "tests/io/scan_fixture.hpp"

namespace ingot::io {
namespace {

class FolderScanTest : public ScanTest {};

TEST_F(FolderScanTest, finds_every_file_with_its_facts) {
  write("b.jpg", "12345", 60'000);
  write("a/c d.jpg", "1");
  write("a/é😀#%+.tif", "");
  const auto counts = scan();
  ASSERT_TRUE(counts) << counts.error().message;
  EXPECT_EQ(sink_.keys(), (Keys{"b.jpg", "a/c d.jpg", "a/é😀#%+.tif"}));
  EXPECT_EQ(counts->files, 3u);
  EXPECT_EQ(counts->bytes, 6u);
  EXPECT_EQ(counts->folders, 2u);
  struct stat facts {};
  ASSERT_EQ(::stat((root() / "b.jpg").c_str(), &facts), 0);
  EXPECT_EQ(sink_.found[0].size, 5u);
  EXPECT_EQ(sink_.found[0].mtime_ns, (kNowMs - 60'000) * 1'000'000);
  EXPECT_EQ(sink_.found[0].inode, facts.st_ino);
  EXPECT_EQ(sink_.found[0].device, facts.st_dev);
  EXPECT_TRUE(sink_.problems.empty());
}

TEST_F(FolderScanTest, hands_out_the_same_order_again) {
  for (int i = 0; i < 200; ++i) write(numbered(numbered("d", i % 7) + "/", i * 7919 % 1000));
  ASSERT_TRUE(scan());
  const Keys first = sink_.keys();
  for (std::size_t i = 1; i < first.size(); ++i) EXPECT_LT(first[i - 1], first[i]);
  sink_.found.clear();
  ASSERT_TRUE(scan());
  EXPECT_EQ(sink_.keys(), first);
}

TEST_F(FolderScanTest, finds_the_same_with_the_smallest_memory_for_names) {
  // 1 500 long names do not fit a page of 16 KiB.
  const std::string long_file = std::string("many/").append(40, 'n');
  const std::string long_folder = std::string("many/").append(100, 's');
  for (int i = 0; i < 1500; ++i) write(numbered(long_file, i));
  for (int i = 0; i < 400; ++i) write(numbered(long_folder, i) + "/x");
  const auto counts = scan();
  ASSERT_TRUE(counts);
  auto expected = sink_.keys();
  std::sort(expected.begin(), expected.end());
  ASSERT_EQ(expected.size(), 1900u);
  sink_.found.clear();
  options_.name_bytes = 1;
  const auto again = scan();
  ASSERT_TRUE(again);
  auto found = sink_.keys();
  std::sort(found.begin(), found.end());
  EXPECT_EQ(found, expected);
  EXPECT_EQ(again->folders, counts->folders);
}

TEST_F(FolderScanTest, gives_batches_while_it_walks) {
  for (int i = 0; i < 10; ++i) write(numbered("d/", i));
  options_.batch_files = 4;
  ASSERT_TRUE(scan());
  EXPECT_EQ(sink_.batches, (std::vector<std::size_t>{4, 4, 2}));
}

TEST_F(FolderScanTest, hands_out_files_before_it_reads_later_folders) {
  write("a/1");
  write("b/1");
  options_.batch_files = 1;
  sink_.on_take = [this] { std::filesystem::remove_all(root() / "b"); };
  ASSERT_TRUE(scan());
  EXPECT_EQ(sink_.keys(), Keys{"a/1"});
  EXPECT_EQ(sink_.codes(), Keys{"vanished b"});
}

TEST_F(FolderScanTest, asks_the_patterns_and_does_not_read_excluded_folders) {
  write("a/x.jpg");
  write("a/x.png");
  write(".git/x.jpg");
  write("a/.thumbs/x.jpg");
  write(".hidden.jpg");
  write("old/x.jpg");
  use({"*.jpg"}, {".*", "old/**"});
  // Reading it would be a problem.
  ::chmod((root() / ".git").c_str(), 0);
  const auto counts = [this] {
    const AsNobody nobody;
    return scan();
  }();
  ::chmod((root() / ".git").c_str(), 0755);
  ASSERT_TRUE(counts);
  EXPECT_EQ(sink_.keys(), Keys{"a/x.jpg"});
  EXPECT_EQ(sink_.codes(), Keys{});
  EXPECT_EQ(counts->excluded, 2u);
  EXPECT_EQ(counts->folders_excluded, 3u);
  EXPECT_EQ(counts->folders, 2u);
}

TEST_F(FolderScanTest, reports_what_may_not_be_read) {
  write("good.jpg");
  write("secret.jpg");
  write("vault/x.jpg");
  ::chmod((root() / "secret.jpg").c_str(), 0);
  ::chmod((root() / "vault").c_str(), 0);
  const auto counts = [this] {
    const AsNobody nobody;
    return scan();
  }();
  ::chmod((root() / "vault").c_str(), 0755);
  ASSERT_TRUE(counts);
  EXPECT_EQ(sink_.keys(), Keys{"good.jpg"});
  EXPECT_EQ(sink_.codes(), (Keys{"unreadable secret.jpg", "unreadable vault"}));
  EXPECT_EQ(counts->problems, 2u);
  EXPECT_EQ(sink_.problems[0].message,
            "secret.jpg: permission denied; let this user read it or exclude it");
}

TEST_F(FolderScanTest, reports_names_that_cannot_be_keys_unless_they_are_excluded) {
  write("caf\xe9.jpg");
  write("caf\xe9.txt");
  write("f\xff/x.jpg");
  use({"*.jpg"}, {});
  const auto counts = scan();
  ASSERT_TRUE(counts);
  EXPECT_EQ(sink_.codes(), (Keys{"not_utf8 caf\\xE9.jpg", "not_utf8 f\\xFF"}));
  EXPECT_EQ(counts->excluded, 1u);
  EXPECT_TRUE(sink_.found.empty());
}

TEST_F(FolderScanTest, reports_special_files_unless_they_are_excluded) {
  ASSERT_EQ(::mkfifo((root() / "fifo").c_str(), 0644), 0);
  ASSERT_EQ(::mkfifo((root() / "other.tmp").c_str(), 0644), 0);
  const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = (root() / "socket").string();
  ASSERT_LT(path.size(), sizeof address.sun_path);
  std::copy(path.begin(), path.end(), address.sun_path);
  ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  use({}, {"*.tmp"});
  const auto counts = scan();
  ::close(listener);
  ASSERT_TRUE(counts);
  EXPECT_EQ(sink_.codes(), (Keys{"special_file fifo", "special_file socket"}));
}

TEST_F(FolderScanTest, walks_deeper_than_the_system_can_open_by_path_and_says_so) {
  const std::string part(250, 'd');
  std::string key = part;
  for (int depth = 1; depth < 16; ++depth) key += "/" + part;
  // 16 * 251 - 1 = 4 015 bytes below the root fit; one folder more does not. Made from inside, as
  // no path reaches it.
  const int before = ::open(".", O_RDONLY | O_DIRECTORY);
  ASSERT_EQ(::chdir(root().c_str()), 0);
  for (int depth = 0; depth < 17; ++depth) {
    ASSERT_EQ(::mkdir(part.c_str(), 0755), 0);
    ASSERT_EQ(::chdir(part.c_str()), 0);
  }
  ASSERT_EQ(::fchdir(before), 0);
  ::close(before);
  const auto counts = scan();
  ASSERT_TRUE(counts) << counts.error().message;
  EXPECT_EQ(counts->folders, 17u);
  EXPECT_EQ(sink_.codes(), Keys{"path_too_long " + key + "/" + part});
}

TEST_F(FolderScanTest, of_an_empty_folder_finds_nothing_and_calls_nobody) {
  const auto counts = scan();
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->files, 0u);
  EXPECT_EQ(counts->folders, 1u);
  EXPECT_TRUE(sink_.batches.empty());
}

TEST_F(FolderScanTest, fails_when_the_root_is_not_a_folder_it_can_read) {
  options_.root = root() / "missing";
  EXPECT_EQ(scan().error().kind, ErrorKind::not_found);
  write("file");
  options_.root = root() / "file";
  const auto not_folder = scan();
  EXPECT_EQ(not_folder.error().kind, ErrorKind::invalid);
  EXPECT_TRUE(not_folder.error().message.ends_with("root/file: not a folder"))
      << not_folder.error().message;
  options_.root = "";
  EXPECT_EQ(scan().error().kind, ErrorKind::invalid);
  options_.root = root();
  ::chmod(root().c_str(), 0);
  {
    const AsNobody nobody;
    EXPECT_EQ(scan().error().kind, ErrorKind::refused);
  }
  ::chmod(root().c_str(), 0755);
}

TEST_F(FolderScanTest, ends_with_the_error_of_the_sink) {
  write("a");
  sink_.answer = Error{ErrorKind::no_space, "ledger: disk full"};
  EXPECT_EQ(scan().error().message, "ledger: disk full");
  sink_.answer = Status();
  sink_.report_answer = Error{ErrorKind::no_space, "ledger: still full"};
  ASSERT_EQ(::mkfifo((root() / "fifo").c_str(), 0644), 0);
  EXPECT_EQ(scan().error().message, "ledger: still full");
}

TEST_F(FolderScanTest, stops_when_asked) {
  for (int i = 0; i < 50; ++i) write(numbered("d/", i));
  options_.batch_files = 10;
  sink_.on_take = [this] { stop_.request_stop(); };
  const auto counts = scan();
  ASSERT_FALSE(counts);
  EXPECT_EQ(counts.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(sink_.batches.size(), 1u);
}

TEST_F(FolderScanTest, runs_out_of_descriptors_as_an_error_not_as_a_thousand_problems) {
  write("a/x");
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  // Only the scan's root may still be opened.
  const int lowest_free = ::dup(0);
  ::close(lowest_free);
  rlimit tight = before;
  tight.rlim_cur = static_cast<rlim_t>(lowest_free) + 1;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
  const auto counts = scan();
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  ASSERT_FALSE(counts);
  EXPECT_EQ(counts.error().kind, ErrorKind::retryable);
  EXPECT_TRUE(sink_.problems.empty());
}

}  // namespace
}  // namespace ingot::io
