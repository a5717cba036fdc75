#include "host/cli/line_sink.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>

#include "tests/support/temp_dir.hpp"

namespace ingot::cli {
namespace {

using Worth = LineSink::Worth;

class LineSinkTest : public testing::Test {
 protected:
  void SetUp() override {
    signal(SIGPIPE, SIG_IGN);
    int ends[2];
    ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
    reader_ = io::OwnedFd(ends[0]);
    writer_ = io::OwnedFd(ends[1]);
    sink_ = std::make_unique<LineSink>(writer_.value(), folder_.path(), [this](const Error&) { ++gone_; });
  }

  // Reads lines until `last` has been read; checks that the numbers in them ascend by one.
  std::uint64_t read_numbers(std::uint64_t last) {
    std::string waiting;
    std::uint64_t expected = 0;
    char block[65536];
    while (expected <= last) {
      const ssize_t got = read(reader_.value(), block, sizeof block);
      if (got <= 0) break;
      waiting.append(block, static_cast<std::size_t>(got));
      std::size_t at = 0;
      for (std::size_t end = 0; (end = waiting.find('\n', at)) != std::string::npos; at = end + 1) {
        if (std::stoull(waiting.substr(at, end - at)) != expected) return expected;
        ++expected;
      }
      waiting.erase(0, at);
    }
    return expected;
  }

  static std::string line(std::uint64_t number) { return std::to_string(number) + std::string(200, ' ') + "\n"; }

  ingot::test::TempDir folder_;
  io::OwnedFd reader_, writer_;
  std::atomic<int> gone_ = 0;
  std::unique_ptr<LineSink> sink_;
};

TEST_F(LineSinkTest, nobody_waits_for_a_reader_that_sleeps_and_nothing_needed_is_lost) {
  // Many times what pipe and memory hold; nobody reads until all of it is written.
  constexpr std::uint64_t kLines = 40 * LineSink::kMemory / 200;
  for (std::uint64_t i = 0; i < kLines; ++i) sink_->write(line(i), Worth::needed);
  EXPECT_EQ(read_numbers(kLines - 1), kLines);
  sink_->finish({});
  EXPECT_EQ(sink_->missed().lost, 0u);
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(LineSinkTest, goes_back_to_memory_when_the_reader_has_caught_up) {
  constexpr std::uint64_t kLines = 3 * LineSink::kMemory / 200;
  std::uint64_t number = 0;
  std::uint64_t read = 0;
  for (int round = 0; round < 3; ++round) {
    const std::uint64_t until = number + kLines;
    for (; number < until; ++number) sink_->write(line(number - read), Worth::needed);
    EXPECT_EQ(read_numbers(kLines - 1), kLines) << round;
    read = number;
  }
}

TEST_F(LineSinkTest, a_late_reader_misses_what_is_only_nice) {
  for (std::uint64_t i = 0; i < 5000; ++i) sink_->write(line(i), Worth::needed);
  sink_->write("nice\n", Worth::nice);
  EXPECT_EQ(sink_->missed().left_out, 1u);
  EXPECT_EQ(read_numbers(4999), 5000u);
  sink_->finish({});
  sink_->write("0\n", Worth::nice);
  EXPECT_EQ(read_numbers(0), 1u);
  EXPECT_EQ(sink_->missed().left_out, 1u);
}

TEST_F(LineSinkTest, a_reader_that_goes_away_is_told_of_once) {
  reader_ = io::OwnedFd();
  for (std::uint64_t i = 0; i < 100; ++i) sink_->write(line(i), Worth::needed);
  sink_->finish({});
  sink_->write(line(0), Worth::needed);
  sink_->finish({});
  EXPECT_EQ(gone_, 1);
}

TEST_F(LineSinkTest, a_stop_ends_the_waiting_for_a_reader) {
  for (std::uint64_t i = 0; i < 5000; ++i) sink_->write(line(i), Worth::needed);
  std::stop_source stop;
  stop.request_stop();
  sink_->finish(stop.get_token());
  sink_.reset();
  EXPECT_EQ(gone_, 0);
}

TEST_F(LineSinkTest, a_folder_that_takes_nothing_costs_lines_and_says_so) {
  sink_ = std::make_unique<LineSink>(writer_.value(), "/nowhere", [](const Error&) {});
  constexpr std::uint64_t kLines = 4 * LineSink::kMemory / 200;
  for (std::uint64_t i = 0; i < kLines; ++i) sink_->write(line(i), Worth::needed);
  EXPECT_GT(sink_->missed().lost, 0u);
  EXPECT_EQ(read_numbers(0) > 0, true);
}

}  // namespace
}  // namespace ingot::cli
