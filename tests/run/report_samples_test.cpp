#include "host/run/report_samples.hpp"

#include <gtest/gtest.h>

#include "tests/support/temp_dir.hpp"

namespace ingot::run {
namespace {

constexpr std::int64_t kStart = 1'700'000'000'000;

std::uint64_t bytes_of(const RunSamples& samples) {
  std::uint64_t sum = 0;
  for (const Sample& sample : samples.samples()) sum += sample.counts.bytes;
  return sum;
}

TEST(run_samples, tell_growth_and_not_totals) {
  RunSamples samples;
  samples.begin(kStart, {.bytes = 100, .ended = 7});
  EXPECT_FALSE(samples.is_due(kStart + 999));
  EXPECT_TRUE(samples.is_due(kStart + 1000));
  EXPECT_TRUE(samples.take(kStart + 1000, {.bytes = 150, .ended = 9}));
  EXPECT_TRUE(samples.take(kStart + 2500, {.bytes = 151, .ended = 9}));
  const std::vector<Sample> expected = {{kStart, 1000, {.bytes = 50, .ended = 2}}, {kStart + 1000, 1500, {.bytes = 1}}};
  EXPECT_EQ(samples.samples(), expected);
}

TEST(run_samples, a_pause_is_one_sample_and_written_once_it_is_over) {
  RunSamples samples;
  samples.begin(kStart, {});
  EXPECT_TRUE(samples.take(kStart + 1000, {.bytes = 1}));
  for (int second = 2; second <= 100; ++second) EXPECT_FALSE(samples.take(kStart + second * 1000, {.bytes = 1}));
  EXPECT_EQ(samples.samples().size(), 1u);
  EXPECT_TRUE(samples.take(kStart + 101'000, {.bytes = 2}));
  const std::vector<Sample> expected = {{kStart, 1000, {.bytes = 1}},
                                        {kStart + 1000, 99'000, {}},
                                        {kStart + 100'000, 1000, {.bytes = 1}}};
  EXPECT_EQ(samples.samples(), expected);
}

TEST(run_samples, stay_few_and_lose_nothing_however_long_the_run) {
  RunSamples samples;
  samples.begin(kStart, {});
  std::uint64_t bytes = 0;
  std::int64_t now = kStart;
  for (int i = 0; i < 10'000; ++i) {
    now += samples.interval_ms();
    bytes += 3;
    ASSERT_TRUE(samples.take(now, {.bytes = bytes}));
    ASSERT_LE(samples.samples().size(), RunSamples::kMost);
  }
  EXPECT_EQ(bytes_of(samples), bytes);
  EXPECT_EQ(samples.interval_ms(), 3'600'000) << "not without end";
  std::int64_t at = kStart;
  for (const Sample& sample : samples.samples()) {
    EXPECT_EQ(sample.start_ms, at);
    at += sample.span_ms;
  }
  EXPECT_EQ(at, now);
}

TEST(run_samples, go_on_in_the_next_life) {
  const test::TempDir folder;
  const auto ledger = *ledger::Ledger::create(folder.path() / "ledger.db");
  RunSamples first;
  first.begin(kStart, {});
  first.take(kStart + 1000, {.bytes = 5});
  first.item_took(3, 900);
  first.item_took(4, 1200);
  ASSERT_TRUE(ledger->apply(first.save(), ledger::Durability::process));
  auto second = *RunSamples::load(*ledger);
  EXPECT_EQ(second.samples(), first.samples());
  EXPECT_EQ(second.slowest(), first.slowest());
  // Its counters begin at nothing again.
  second.begin(kStart + 60'000, {});
  second.take(kStart + 61'000, {.bytes = 2});
  const std::vector<Sample> expected = {{kStart, 1000, {.bytes = 5}}, {kStart + 60'000, 1000, {.bytes = 2}}};
  EXPECT_EQ(second.samples(), expected);
}

TEST(run_samples, what_cannot_be_read_is_no_samples_and_no_error) {
  for (const char* text : {"", "\n", "x\n1 2 3", "1000\n1 2 3\n", "1000\n1 2 3 4 5 6 7 x\n", "-1\n",
                           "99999999999999999999\n"}) {
    const test::TempDir folder;
    const auto ledger = *ledger::Ledger::create(folder.path() / "ledger.db");
    ASSERT_TRUE(ledger->apply({ledger::SetFact{"samples", text}, ledger::SetFact{"slowest", text}},
                              ledger::Durability::process));
    const auto loaded = RunSamples::load(*ledger);
    ASSERT_TRUE(loaded) << text;
    EXPECT_TRUE(loaded->samples().empty()) << text;
    EXPECT_TRUE(loaded->slowest().empty()) << text;
  }
}

TEST(run_samples, keep_the_slowest_once_each) {
  RunSamples samples;
  for (std::int64_t seq = 1; seq <= 1000; ++seq) samples.item_took(seq, seq * 7 % 1000);
  ASSERT_EQ(samples.slowest().size(), RunSamples::kSlowest);
  for (std::size_t i = 0; i < RunSamples::kSlowest; ++i) {
    EXPECT_EQ(samples.slowest()[i].took_ms, 999 - static_cast<std::int64_t>(i));
  }
  const std::int64_t seq = samples.slowest()[5].seq;
  samples.item_took(seq, 5000);
  samples.item_took(seq, 10);
  EXPECT_EQ(samples.slowest()[0], (SlowItem{seq, 5000}));
  EXPECT_EQ(samples.slowest().size(), RunSamples::kSlowest);
}

}  // namespace
}  // namespace ingot::run
