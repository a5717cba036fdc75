#include "host/cli/progress_text.hpp"

#include <gtest/gtest.h>

#include "host/run/standouts.hpp"

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

std::string block(const run::Progress& progress, const Canvas& canvas) {
  std::string text;
  for (const auto& line : progress_block(progress, {.bytes_per_second = 1000, .items_per_second = 1, .eta_ms = 2000}, canvas)) {
    text += line + "\n";
  }
  return text;
}

run::Progress busy() {
  run::Progress progress = half_done();
  progress.found = 12;
  progress.items[static_cast<std::size_t>(ItemState::active)] = 5;
  progress.items[static_cast<std::size_t>(ItemState::transferred)] = 1;
  progress.items[static_cast<std::size_t>(ItemState::failed)] = 1;
  progress.in_flight = 6;
  progress.uploads = 8;
  progress.resends = 3;
  progress.throttled = 2;
  progress.reason = "the vendor asked for quiet, 1.5s more";
  auto standouts = std::make_shared<run::Standouts>();
  standouts->completing = 2;
  standouts->slowest = {{.seq = 1, .key = "a/\xc3\xbc" "berlang\x1b[2J.mov", .age_ms = 75'000, .parts_planned = 9, .parts_acknowledged = 4},
                        {.seq = 2, .key = "b.jpg", .age_ms = 900}};
  standouts->retried = {{.seq = 3, .key = "c.jpg", .attempts = 2, .resends = 5}};
  progress.standouts = standouts;
  return progress;
}

TEST(progress_text, a_wide_terminal_shows_it_all) {
  EXPECT_EQ(block(busy(), {.columns = 100, .rows = 40}),
            "[################-----------------] 50%  2.0 KiB of 3.9 KiB  1000 B/s  left 2.0s\n"
            "scan 12  > upload 3  > complete 2  > lifecycle 1  > done 2  failed 1\n"
            "in flight 6  up to 8 with bytes  retries 3  throttled 2\n"
            "why: the vendor asked for quiet, 1.5s more\n"
            "slow     1m 15s, 4 of 9 parts  a/\xc3\xbc" "berlang\\x1B[2J.mov\n"
            "retried  try 2, 5 resent  c.jpg\n");
}

TEST(progress_text, a_narrow_one_has_more_lines_and_cuts_what_cannot_be_broken) {
  EXPECT_EQ(block(busy(), {.columns = 32, .rows = 40}),
            "[#####-----] 50%\n"
            "  2.0 KiB of 3.9 KiB  1000 B/s\n"
            "  left 2.0s\n"
            "scan 12  > upload 3\n"
            "  > complete 2  > lifecycle 1\n"
            "  > done 2  failed 1\n"
            "in flight 6  up to 8 with bytes\n"
            "  retries 3  throttled 2\n"
            "why: the vendor asked for qui…\n"
            "slow     1m 15s, 4 of 9 parts…\n"
            "retried  try 2, 5 resent  c.jpg\n");
}

TEST(progress_text, colours_say_nothing_that_the_words_do_not) {
  const Canvas painted{.columns = 100, .rows = 40, .paint = Paint::ansi};
  std::string text = block(busy(), painted);
  EXPECT_NE(text.find("\x1b[31mfailed 1\x1b[0m"), std::string::npos);
  for (std::size_t at = 0; (at = text.find('\x1b', at)) != std::string::npos;) text.erase(at, text.find('m', at) - at + 1);
  EXPECT_EQ(text, block(busy(), {.columns = 100, .rows = 40}));
}

TEST(progress_text, a_pipe_gets_one_plain_line) {
  EXPECT_EQ(progress_line(busy(), {.bytes_per_second = 1000, .items_per_second = 1, .eta_ms = 2000}),
            "scan 12 > upload 3 > complete 2 > lifecycle 1 > done 2 failed 1; 50% of 3.9 KiB; 1000 B/s; left 2.0s; "
            "in flight 6 up to 8 with bytes retries 3 throttled 2; the vendor asked for quiet, 1.5s more");
}

TEST(progress_text, no_line_is_as_wide_as_the_terminal_and_no_block_as_high) {
  for (std::size_t columns = 1; columns < 120; ++columns) {
    for (const std::size_t rows : {1u, 5u, 8u, 12u, 40u}) {
      const auto lines = progress_block(busy(), {}, {.columns = columns, .rows = rows});
      EXPECT_LE(lines.size(), std::max<std::size_t>(3, rows));
      for (const auto& line : lines) EXPECT_LE(shown_width(line), std::max<std::size_t>(columns, 2)) << columns << ": " << line;
    }
  }
}

TEST(progress_text, an_empty_run_is_no_division_by_zero) {
  EXPECT_NE(progress_line({}, rate_between({}, {})).find("0%"), std::string::npos);
}

}  // namespace
}  // namespace ingot::cli
