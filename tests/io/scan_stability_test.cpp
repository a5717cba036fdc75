// FolderScan's stable_for: young files wait, changed ones wait once more, and the clock alone
// decides.
#include "tests/io/scan_fixture.hpp"

namespace ingot::io {
namespace {

using std::chrono::milliseconds;

// A clock on which something happens during each wait.
class EventfulClock : public Clock {
 public:
  explicit EventfulClock(std::int64_t now_ms) : clock_(now_ms) {}
  std::int64_t wall_ms() const override { return clock_.wall_ms(); }
  std::chrono::nanoseconds monotonic() const override { return clock_.monotonic(); }
  bool wait(std::chrono::nanoseconds duration, const std::stop_token& stop) override {
    waits.push_back(std::chrono::ceil<milliseconds>(duration).count());
    if (waits.size() <= events.size() && events[waits.size() - 1]) events[waits.size() - 1]();
    return clock_.wait(duration, stop);
  }

  std::vector<std::function<void()>> events;  // the i-th during the i-th wait
  std::vector<std::int64_t> waits;

 private:
  ManualClock clock_;
};

class ScanStabilityTest : public ScanTest {
 protected:
  ScanStabilityTest() : eventful_(kNowMs) { options_.stable_for = milliseconds(30'000); }
  Result<ScanCounts> scan_eventfully() { return scan_with(eventful_); }
  EventfulClock eventful_;
};

TEST_F(ScanStabilityTest, hands_out_old_files_at_once_and_young_ones_when_they_have_rested) {
  write("just", "1", 30'000);
  write("old", "1", 30'001);
  write("young", "1", 29'999);
  write("younger", "1", 10'000);
  ASSERT_TRUE(scan_eventfully());
  EXPECT_EQ(sink_.keys(), (Keys{"just", "old", "young", "younger"}));
  EXPECT_EQ(eventful_.waits, (std::vector<std::int64_t>{1, 19'999}));
  EXPECT_EQ(sink_.batches, (std::vector<std::size_t>{2, 1, 1}));
}

TEST_F(ScanStabilityTest, does_not_wait_without_young_files_or_without_the_option) {
  write("old");
  ASSERT_TRUE(scan_eventfully());
  write("young", "1", 0);
  options_.stable_for = milliseconds(0);
  ASSERT_TRUE(scan_eventfully());
  EXPECT_TRUE(eventful_.waits.empty());
  EXPECT_EQ(sink_.keys(), (Keys{"old", "old", "young"}));
}

TEST_F(ScanStabilityTest, gives_a_changed_file_one_more_round) {
  write("growing", "1", 0);
  eventful_.events = {[this] { write("growing", "12", -10'000); }};
  ASSERT_TRUE(scan_eventfully());
  EXPECT_EQ(eventful_.waits, (std::vector<std::int64_t>{30'000, 10'000}));
  ASSERT_EQ(sink_.keys(), Keys{"growing"});
  EXPECT_EQ(sink_.found[0].size, 2u);
  EXPECT_TRUE(sink_.problems.empty());
}

TEST_F(ScanStabilityTest, calls_a_file_unstable_that_changed_in_both_rounds) {
  write("growing", "1", 0);
  eventful_.events = {[this] { write("growing", "12", -20'000); },
                      [this] { write("growing", "123", -40'000); }};
  const auto counts = scan_eventfully();
  ASSERT_TRUE(counts);
  EXPECT_TRUE(sink_.found.empty());
  EXPECT_EQ(sink_.codes(), Keys{"unstable growing"});
  EXPECT_EQ(counts->problems, 1u);
}

TEST_F(ScanStabilityTest, notices_a_replacement_of_the_same_size_and_time) {
  write("a", "1", 0);
  eventful_.events = {[this] {
    // The old file is kept so that its inode number is not given to the new one.
    std::filesystem::rename(root() / "a", dir_.path() / "kept");
    write("a", "2", 0);
  }};
  ASSERT_TRUE(scan_eventfully());
  EXPECT_EQ(sink_.keys(), Keys{"a"});
  struct stat facts {};
  ASSERT_EQ(::stat((root() / "a").c_str(), &facts), 0);
  EXPECT_EQ(sink_.found[0].inode, facts.st_ino);
}

TEST_F(ScanStabilityTest, reports_files_that_vanish_or_turn_into_something_else) {
  write("a/gone", "1", 0);
  write("turned", "1", 0);
  eventful_.events = {[this] {
    std::filesystem::remove_all(root() / "a");
    std::filesystem::remove(root() / "turned");
    std::filesystem::create_directory(root() / "turned");
  }};
  ASSERT_TRUE(scan_eventfully());
  EXPECT_EQ(sink_.codes(), (Keys{"unstable turned", "vanished a/gone"}));
  EXPECT_TRUE(sink_.found.empty());
}

TEST_F(ScanStabilityTest, watches_a_file_from_the_future_as_long_as_a_new_one) {
  write("future", "1", -1'000'000'000);
  ASSERT_TRUE(scan_eventfully());
  EXPECT_EQ(eventful_.waits, std::vector<std::int64_t>{30'000});
  EXPECT_EQ(sink_.keys(), Keys{"future"});
}

TEST_F(ScanStabilityTest, accepts_times_beyond_what_nanoseconds_can_count) {
  write("far");
  const timespec time{20'000'000'000, 5};  // the year 2603
  const timespec times[] = {time, time};
  ASSERT_EQ(::utimensat(AT_FDCWD, (root() / "far").c_str(), times, 0), 0);
  ASSERT_TRUE(scan_eventfully());
  EXPECT_EQ(sink_.keys(), Keys{"far"});
}

TEST_F(ScanStabilityTest, waits_in_the_middle_of_the_walk_when_too_many_are_set_aside) {
  for (int i = 0; i < 10; ++i) write(numbered("f", i), "1", 1000 * (10 - i));
  options_.max_set_aside = 3;
  const auto counts = scan_eventfully();
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->files, 10u);
  EXPECT_EQ(sink_.keys().size(), 10u);
  EXPECT_TRUE(sink_.problems.empty());
}

TEST_F(ScanStabilityTest, hands_out_what_is_ready_before_it_waits) {
  write("a-old");
  write("b-young", "1", 0);
  std::size_t handed_out = 0;
  eventful_.events = {[&] { handed_out = sink_.found.size(); }};
  ASSERT_TRUE(scan_eventfully());
  EXPECT_EQ(handed_out, 1u);
}

TEST_F(ScanStabilityTest, stops_while_it_waits) {
  write("young", "1", 0);
  eventful_.events = {[this] { stop_.request_stop(); }};
  const auto counts = scan_eventfully();
  ASSERT_FALSE(counts);
  EXPECT_EQ(counts.error().kind, ErrorKind::cancelled);
  EXPECT_TRUE(sink_.found.empty());
}

}  // namespace
}  // namespace ingot::io
