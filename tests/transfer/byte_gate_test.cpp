#include "host/transfer/byte_gate.hpp"

#include <gtest/gtest.h>

namespace ingot::transfer {
namespace {

TEST(byte_gate, holds_the_bytes_to_the_rate_over_time) {
  ManualClock clock(0);
  ByteGate gate(clock, 1000);
  for (int i = 0; i < 11; ++i) EXPECT_TRUE(gate.pass(500, std::stop_token()));
  // The first block leaves at once, each of the ten behind it half a second after the one before.
  EXPECT_EQ(clock.wall_ms(), 5000);
}

TEST(byte_gate, is_open_without_a_rate) {
  ManualClock clock(0);
  ByteGate gate(clock, 0);
  EXPECT_TRUE(gate.pass(UINT64_MAX, std::stop_token()));
  EXPECT_EQ(clock.wall_ms(), 0);
}

TEST(byte_gate, a_stop_ends_the_wait) {
  ManualClock clock(0);
  ByteGate gate(clock, 1);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(gate.pass(1, stop.get_token()));
}

}  // namespace
}  // namespace ingot::transfer
