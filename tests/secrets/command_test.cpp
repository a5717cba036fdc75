// Commands that supply secrets: what counts, and every way to fail.
#include "host/secrets/command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "host/base/clock.hpp"
#include "host/base/task_group.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::secrets {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

Result<std::string> run(const std::string& command, std::chrono::milliseconds deadline = 5s) {
  return first_line_of(command, deadline, {});
}

TEST(Command, gives_the_first_line_only) {
  EXPECT_EQ(*run("printf 'first\\nsecond\\n'"), "first");
  EXPECT_EQ(*run("printf 'no newline'"), "no newline");
  EXPECT_EQ(*run("printf 'windows\\r\\n'"), "windows");
  EXPECT_EQ(*run("true"), "");
}

TEST(Command, has_no_input_and_its_complaints_are_not_part_of_the_answer) {
  EXPECT_EQ(*run("cat; echo noise >&2; echo value"), "value");
}

TEST(Command, fails_with_its_exit_code_and_none_of_its_output) {
  const auto failed = run("echo leaked-secret; exit 3");
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().message, HasSubstr("exit code 3"));
  EXPECT_THAT(failed.error().message, Not(HasSubstr("leaked-secret")));
}

TEST(Command, says_when_it_was_not_found) {
  EXPECT_EQ(run("/nonexistent/command").error().kind, ErrorKind::not_found);
}

TEST(Command, says_when_it_was_killed) {
  EXPECT_THAT(run("kill -9 $$").error().message, HasSubstr("signal 9"));
}

TEST(Command, is_killed_at_the_deadline_with_all_it_started) {
  test::TempDir dir;
  const SystemClock clock;
  const auto before = clock.monotonic();
  const auto slow = run("echo value; cat /dev/zero > /dev/null & wait", 100ms);
  ASSERT_FALSE(slow);
  EXPECT_EQ(slow.error().kind, ErrorKind::unavailable);
  EXPECT_LT(clock.monotonic() - before, 1s);
}

TEST(Command, is_killed_when_it_closes_its_output_and_goes_on) {
  EXPECT_EQ(run("exec >&-; cat /dev/zero > /dev/null", 100ms).error().kind, ErrorKind::unavailable);
}

TEST(Command, ends_at_once_on_a_stop) {
  test::TempDir dir;
  const std::string started = (dir.path() / "started").string();
  std::stop_source stop;
  TaskGroup group;
  ASSERT_EQ(std::system(("mkfifo " + started).c_str()), 0);
  group.spawn("stopper", [&](const std::stop_token&) -> Status {
    // Opening the other end of the pipe waits until the command runs.
    if (std::system(("cat " + started + " > /dev/null").c_str()) != 0)
      return Error{ErrorKind::internal, "cat"};
    stop.request_stop();
    return {};
  });
  const auto stopped =
      first_line_of("echo > " + started + "; cat /dev/zero > /dev/null", 30s, stop.get_token());
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().kind, ErrorKind::cancelled);
  EXPECT_TRUE(group.join().ok());
}

TEST(Command, refuses_endless_output) {
  EXPECT_EQ(run("cat /dev/zero").error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace ingot::secrets
