#include "host/base/result.hpp"

#include <gtest/gtest.h>

#include <cerrno>

#include "host/base/clock.hpp"
#include "host/base/entropy.hpp"

namespace ingot {
namespace {

Result<int> half(int value) {
  if (value % 2 != 0) return Error{ErrorKind::invalid, "odd"};
  return value / 2;
}

Result<int> quarter(int value) {
  INGOT_TRY(const int once, half(value));
  INGOT_TRY(const int twice, half(once));
  return twice;
}

Status check(int value) {
  INGOT_CHECK(Status::of(quarter(value)));
  return {};
}

TEST(result, passes_values_and_errors_on) {
  EXPECT_EQ(*quarter(8), 2);
  EXPECT_EQ(quarter(6).error().message, "odd");
  EXPECT_TRUE(check(4));
  EXPECT_EQ(check(2).error().kind, ErrorKind::invalid);
}

TEST(result, context_goes_in_front) {
  const Error error = Error{ErrorKind::retryable, "short by 12 bytes"}.within("read").within("part 7");
  EXPECT_EQ(error.message, "part 7: read: short by 12 bytes");
  EXPECT_EQ(error.kind, ErrorKind::retryable);
}

TEST(result, a_system_error_says_what_to_do_next) {
  EXPECT_EQ(system_error("open", ENOENT).kind, ErrorKind::not_found);
  EXPECT_EQ(system_error("write", ENOSPC).kind, ErrorKind::no_space);
  EXPECT_EQ(system_error("open", EACCES).message, "open: permission denied");
}

TEST(manual_clock, waiting_moves_it) {
  ManualClock clock(1000);
  EXPECT_TRUE(clock.wait(std::chrono::microseconds(1500), std::stop_token()));
  EXPECT_EQ(clock.wall_ms(), 1002);
}

TEST(entropy, a_seed_repeats_itself) {
  SeededEntropy a(7), b(7), c(8);
  const std::string first = a.bytes(32);
  EXPECT_EQ(first, b.bytes(32));
  EXPECT_NE(first, c.bytes(32));
  for (int i = 0; i < 1000; ++i) {
    const double fraction = a.fraction();
    ASSERT_GE(fraction, 0.0);
    ASSERT_LT(fraction, 1.0);
  }
  EXPECT_NE(SystemEntropy().bytes(16), SystemEntropy().bytes(16));
}

}  // namespace
}  // namespace ingot
