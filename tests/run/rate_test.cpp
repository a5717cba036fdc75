#include "host/run/rate.hpp"

#include <gtest/gtest.h>

namespace ingot::run {
namespace {

using ledger::ItemState;

Progress at(std::int64_t ms, std::uint64_t done, std::uint64_t bytes_each) {
  Progress progress;
  progress.elapsed_ms = ms;
  progress.found = 100;
  progress.found_bytes = 100 * bytes_each;
  progress.is_scan_complete = true;
  progress.items[static_cast<std::size_t>(ItemState::done)] = done;
  progress.bytes[static_cast<std::size_t>(ItemState::done)] = done * bytes_each;
  progress.bytes_sent = done * bytes_each;
  return progress;
}

TEST(rate, is_of_the_last_seconds) {
  RateMeter meter;
  for (std::int64_t second = 0; second <= 20; ++second) {
    // Twice as fast from the tenth second on.
    meter.add(at(second * 1000, static_cast<std::uint64_t>(second <= 10 ? second : 2 * second - 10), 500));
  }
  EXPECT_DOUBLE_EQ(meter.rate().bytes_per_second, 1000);
  EXPECT_DOUBLE_EQ(meter.rate().items_per_second, 2);
  EXPECT_EQ(meter.rate().eta_ms, 35'000);
}

TEST(rate, of_items_without_bytes_knows_an_end_as_well) {
  RateMeter meter;
  meter.add(at(0, 0, 0));
  meter.add(at(1000, 20, 0));
  EXPECT_DOUBLE_EQ(meter.rate().bytes_per_second, 0);
  EXPECT_EQ(meter.rate().eta_ms, 4000);
}

TEST(rate, another_life_begins_anew) {
  RateMeter meter;
  meter.add(at(60'000, 50, 10));
  meter.add(at(100, 50, 10));
  EXPECT_EQ(meter.rate().eta_ms, -1);
  meter.add(at(1100, 60, 10));
  EXPECT_DOUBLE_EQ(meter.rate().items_per_second, 10);
}

TEST(rate, of_nothing_is_no_rate) {
  EXPECT_EQ(RateMeter().rate().eta_ms, -1);
  RateMeter meter;
  meter.add(at(1000, 5, 10));
  meter.add(at(1000, 5, 10));
  EXPECT_EQ(meter.rate().eta_ms, -1);
}

}  // namespace
}  // namespace ingot::run
