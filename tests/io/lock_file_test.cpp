// LockFile: one holder at a time, named to the others, and free as soon as the holder is dead.
#include "host/io/lock_file.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>
#include <optional>

#include "host/io/durable_file.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::io {
namespace {

class LockFileTest : public testing::Test {
 protected:
  test::TempDir dir_;
  const std::filesystem::path path_ = dir_.path() / "run.lock";
};

TEST_F(LockFileTest, is_held_once_and_names_its_holder) {
  auto first = LockFile::acquire(path_);
  ASSERT_TRUE(first);
  const std::string pid = std::to_string(::getpid());
  EXPECT_EQ(*read_small_file(path_, 100), pid + "\n");
  const auto second = LockFile::acquire(path_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
  EXPECT_EQ(second.error().message, "lock " + path_.string() + ": held by process " + pid);
}

TEST_F(LockFileTest, is_free_again_after_its_holder_and_names_nobody_then) {
  { ASSERT_TRUE(LockFile::acquire(path_)); }
  EXPECT_EQ(*read_small_file(path_, 100), "");
  auto again = LockFile::acquire(path_);
  ASSERT_TRUE(again);
  LockFile moved = *std::move(again);
  EXPECT_FALSE(LockFile::acquire(path_));
}

TEST_F(LockFileTest, is_freed_by_the_system_when_the_holder_is_killed) {
  int ready[2] = {-1, -1};
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto held = LockFile::acquire(path_);
    const char told = held ? 'y' : 'n';
    if (::write(ready[1], &told, 1) == 1) ::pause();
    ::_exit(1);
  }
  char told = '?';
  ASSERT_EQ(::read(ready[0], &told, 1), 1);
  ASSERT_EQ(told, 'y');
  const auto while_held = LockFile::acquire(path_);
  ASSERT_FALSE(while_held);
  EXPECT_TRUE(while_held.error().message.ends_with("held by process " + std::to_string(child)));
  ::kill(child, SIGKILL);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_TRUE(LockFile::acquire(path_));
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_F(LockFileTest, says_where_it_cannot_be_made) {
  const auto lock = LockFile::acquire(dir_.path() / "missing" / "run.lock");
  ASSERT_FALSE(lock);
  EXPECT_EQ(lock.error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace ingot::io
