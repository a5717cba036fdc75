#include "host/hosting/child.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/hosting/hosted.hpp"

namespace ingot::hosting {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

// Another program in the child's place.
Result<std::unique_ptr<Child>> start(const char* program) {
  ChildOptions options;
  options.program = program;
  options.start_deadline = 300ms;
  INGOT_TRY(const auto image, PluginImage::read(test::module("plain")));
  return Child::start(options, image.fd());
}

TEST(child, a_program_that_is_not_there_is_named) {
  const auto child = start("/no/such/program");
  ASSERT_FALSE(child);
  EXPECT_EQ(child.error().kind, ErrorKind::refused);
  EXPECT_THAT(child.error().message, HasSubstr("/no/such/program"));
}

TEST(child, one_that_ends_at_once_is_refused) {
  const auto child = start("/bin/true");
  ASSERT_FALSE(child);
  EXPECT_THAT(child.error().message, HasSubstr("ended its process (exit code 0) while being loaded"));
}

TEST(child, one_that_says_nothing_is_refused_in_time) {
  // Sleeps for as many seconds as the child is allowed bytes.
  const auto child = start("/bin/sleep");
  ASSERT_FALSE(child);
  EXPECT_THAT(child.error().message, HasSubstr("did not answer within 0.3s while being loaded"));
}

}  // namespace
}  // namespace ingot::hosting
