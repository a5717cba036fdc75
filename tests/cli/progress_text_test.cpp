#include "host/cli/progress_text.hpp"

#include <gtest/gtest.h>

namespace ingot::cli {
namespace {

using ledger::ItemState;

run::Progress half_done() {
  run::Progress progress;
  progress.found = 4;
  progress.found_bytes = 4000;
  progress.is_scan_complete = true;
  progress.items[static_cast<std::size_t>(ItemState::done)] = 2;
  progress.bytes[static_cast<std::size_t>(ItemState::done)] = 2000;
  progress.items[static_cast<std::size_t>(ItemState::active)] = 2;
  progress.bytes[static_cast<std::size_t>(ItemState::active)] = 2000;
  progress.bytes_sent = 2000;
  progress.elapsed_ms = 2000;
  progress.reason = "network and vendor";
  return progress;
}

run::Rate rate_between(const run::Progress& before, const run::Progress& now) {
  run::RateMeter meter;
  meter.add(before);
  meter.add(now);
  return meter.rate();
}

TEST(progress_text, says_rate_and_what_is_left) {
  const run::Rate rate = rate_between({}, half_done());
  EXPECT_DOUBLE_EQ(rate.bytes_per_second, 1000);
  EXPECT_EQ(rate.eta_ms, 2000);
  const std::string line = progress_line(half_done(), rate);
  for (const char* piece : {"scan 4 > upload 2 > done 2", "50%", "1000 B/s", "left 2.0s", "network and vendor"}) {
    EXPECT_NE(line.find(piece), std::string::npos) << piece << " in " << line;
  }
}

TEST(progress_text, knows_no_end_while_the_scan_goes_on) {
  run::Progress progress = half_done();
  progress.is_scan_complete = false;
  EXPECT_EQ(rate_between({}, progress).eta_ms, -1);
  EXPECT_NE(progress_line(progress, {}).find("scan 4+"), std::string::npos);
}

TEST(progress_text, no_line_is_wider_than_the_terminal) {
  for (const std::size_t columns : {20u, 40u, 80u, 200u}) {
    for (const auto& line : progress_block(half_done(), {}, columns)) EXPECT_LT(line.size(), columns);
  }
}

TEST(progress_text, an_empty_run_is_no_division_by_zero) {
  EXPECT_NE(progress_line({}, rate_between({}, {})).find("0%"), std::string::npos);
}

}  // namespace
}  // namespace ingot::cli
