// DiskFiles and RootFolder on a real disk: what may be opened by a key, and what a key can never
// reach.
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstddef>

#include "host/io/files.hpp"
#include "tests/io/scan_fixture.hpp"

namespace ingot::io {
namespace {

class DiskFilesTest : public ScanTest {
 protected:
  SourceFile scanned(const std::string& key) {
    EXPECT_TRUE(scan());
    for (const SourceFile& file : sink_.found) {
      if (file.key == key) return file;
    }
    ADD_FAILURE() << key << " was not scanned";
    return {};
  }
  DiskFiles files(Symlinks symlinks = Symlinks::skip) {
    return DiskFiles(*RootFolder::open(root(), symlinks));
  }
  ErrorKind kind_of_open(const SourceFile& file, Symlinks symlinks = Symlinks::skip) {
    const auto opened = files(symlinks).open(file);
    EXPECT_FALSE(opened);
    if (!opened) message_ = opened.error().message;
    return opened ? ErrorKind::internal : opened.error().kind;
  }
  std::string message_;
};

TEST_F(DiskFilesTest, open_what_was_scanned_and_read_it) {
  const std::string content(300'000, 'x');
  write("a/b c.bin", content + "end");
  const auto file = files().open(scanned("a/b c.bin"));
  ASSERT_TRUE(file) << file.error().message;
  std::string text(4, '?');
  ASSERT_TRUE(file->read_at(std::as_writable_bytes(std::span(text)), 299'999));
  EXPECT_EQ(text, "xend");
  EXPECT_TRUE(file->still_unchanged());
  EXPECT_NE(::fcntl(file->fd(), F_GETFD) & FD_CLOEXEC, 0);
}

TEST_F(DiskFilesTest, call_every_other_version_changed) {
  write("a", "12345");
  const SourceFile file = scanned("a");
  write("a", "123456");
  EXPECT_EQ(kind_of_open(file), ErrorKind::source_changed);
  write("a", "54321", 1);
  EXPECT_EQ(kind_of_open(file), ErrorKind::source_changed);
  write("a", "12345");
  EXPECT_TRUE(files().open(file));
  std::filesystem::remove(root() / "a");
  EXPECT_EQ(kind_of_open(file), ErrorKind::source_changed);
  EXPECT_EQ(message_,
            "a: open: the file is gone or was replaced since it was scanned; scan it again");
}

TEST_F(DiskFilesTest, notice_changes_while_a_file_is_open) {
  write("a", "12345");
  const auto file = files().open(scanned("a"));
  write("a", "123", 5);
  EXPECT_EQ(file->still_unchanged().error().kind, ErrorKind::source_changed);
  std::byte bytes[5];
  EXPECT_EQ(file->read_at(bytes, 0).error().kind, ErrorKind::source_changed);
}

TEST_F(DiskFilesTest, neither_hang_on_a_fifo_nor_take_a_folder_or_link_for_the_file) {
  write("a");
  const SourceFile file = scanned("a");
  std::filesystem::rename(root() / "a", root() / "b");
  ASSERT_EQ(::mkfifo((root() / "a").c_str(), 0644), 0);
  EXPECT_EQ(kind_of_open(file), ErrorKind::source_changed);
  std::filesystem::remove(root() / "a");
  std::filesystem::create_directory(root() / "a");
  EXPECT_EQ(kind_of_open(file), ErrorKind::source_changed);
  std::filesystem::remove(root() / "a");
  std::filesystem::create_symlink("b", root() / "a");
  EXPECT_EQ(kind_of_open(file), ErrorKind::source_changed);
  // It is the very same file, so a job that follows links takes it.
  EXPECT_TRUE(files(Symlinks::follow_inside).open(file));
}

TEST_F(DiskFilesTest, do_not_follow_a_folder_that_became_a_link) {
  write("a/x");
  const SourceFile file = scanned("a/x");
  std::filesystem::rename(root() / "a", root() / "b");
  std::filesystem::create_symlink("b", root() / "a");
  EXPECT_EQ(kind_of_open(file), ErrorKind::source_changed);
  EXPECT_TRUE(files(Symlinks::follow_inside).open(file));
}

TEST_F(DiskFilesTest, never_leave_the_root) {
  write("a/x");
  const std::string outside = (dir_.path() / "outside").string();
  std::ofstream(outside) << "secret";
  std::filesystem::create_symlink(outside, root() / "link");
  for (const char* key : {"../outside", "a/../../outside", "..", "a/..", "/etc/passwd"}) {
    for (const Symlinks symlinks :
         {Symlinks::skip, Symlinks::follow_inside, Symlinks::follow_anywhere}) {
      EXPECT_EQ(kind_of_open({.key = key}, symlinks), ErrorKind::refused) << key;
    }
  }
  EXPECT_EQ(kind_of_open({.key = std::string("a/x\0y", 5)}), ErrorKind::refused);
  EXPECT_EQ(kind_of_open({.key = "link"}, Symlinks::follow_inside), ErrorKind::refused);
  EXPECT_EQ(message_, "link: open: the path leads out of the scanned folder");
  // Dots within a name are only dots.
  write("a/..x");
  EXPECT_TRUE(files().open(scanned("a/..x")));
}

TEST_F(DiskFilesTest, say_when_a_file_may_not_be_read) {
  write("a");
  const SourceFile file = scanned("a");
  ::chmod((root() / "a").c_str(), 0);
  const AsNobody nobody;
  EXPECT_EQ(kind_of_open(file), ErrorKind::refused);
  EXPECT_EQ(message_, "a: open: permission denied; let this user read the file");
}

TEST_F(DiskFilesTest, do_not_need_the_root_to_stay_where_it_was) {
  write("a/x");
  const SourceFile file = scanned("a/x");
  DiskFiles before = files();
  std::filesystem::rename(root(), dir_.path() / "elsewhere");
  EXPECT_TRUE(before.open(file));
}

TEST_F(DiskFilesTest, look_at_a_link_itself_when_links_are_skipped) {
  write("a");
  std::filesystem::create_symlink("a", root() / "link");
  const auto skipping = RootFolder::open(root(), Symlinks::skip);
  EXPECT_TRUE(S_ISLNK(skipping->look("link").facts.st_mode));
  EXPECT_EQ(skipping->open_below("link", O_RDONLY).error_number, ELOOP);
  EXPECT_TRUE(S_ISDIR(skipping->look("").facts.st_mode));
  EXPECT_EQ(skipping->look("missing").error_number, ENOENT);
  const auto following = RootFolder::open(root(), Symlinks::follow_inside);
  EXPECT_TRUE(S_ISREG(following->look("link").facts.st_mode));
}

// What a sandbox does that does not know openat2: it is not permitted, to this process, from now
// on.
bool forbid_openat2() {
  sock_filter rules[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program{4, rules};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

TEST_F(DiskFilesTest, keep_inside_the_root_also_where_openat2_is_not_permitted) {
  write("a/b/x", "12345");
  std::filesystem::create_symlink("b", root() / "a/link");
  std::filesystem::create_symlink("x", root() / "a/b/link");
  const SourceFile file = scanned("a/b/x");
  const pid_t child = ::fork();
  if (child == 0) {
    // The number of the first thing that is not as it should be.
    const auto first_wrong = [&]() -> int {
      if (!forbid_openat2()) return 100;
      const auto folder = RootFolder::open(root(), Symlinks::skip);
      if (!folder) return 1;
      if (folder->open_below("a/b/x", O_RDONLY).error_number != 0) return 2;
      if (folder->open_below("a/link/x", O_RDONLY).error_number != ENOTDIR) return 3;
      if (folder->open_below("a/b/link", O_RDONLY).error_number != ELOOP) return 4;
      if (folder->open_below("a/../a/b/x", O_RDONLY).error_number != EXDEV) return 5;
      if (!S_ISLNK(folder->look("a/b/link").facts.st_mode)) return 6;
      if (!DiskFiles(*RootFolder::open(root(), Symlinks::skip)).open(file)) return 7;
      sink_ = RecordingSink();
      if (!scan() || sink_.keys() != Keys{"a/b/x"} || !sink_.problems.empty()) return 8;
      return 0;
    };
    ::_exit(first_wrong());
  }
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == 100)
    GTEST_SKIP() << "this system does not let a process filter its own calls";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace ingot::io
