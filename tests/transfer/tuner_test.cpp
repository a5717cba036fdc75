// The tuner against a pipe of known shape: work flows at a rate that is a function of how many are in flight.
#include "host/transfer/tuner.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace ingot::transfer {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr double kMiB = 1 << 20;

// Everything is always in use; one sample each 50 ms.
class Pipe {
 public:
  using Rate = std::function<double(unsigned)>;  // work a second

  Pipe(TunerOptions options, Rate rate) : tuner(options), rate_(std::move(rate)) {}

  void change(Rate rate) { rate_ = std::move(rate); }
  void run(Tuner::Time time, unsigned in_use = 1000) {
    const milliseconds step(50);
    for (const auto end = now + time; now < end; now += step) {
      const unsigned in_flight = std::min(in_use, tuner.limit());
      tuner.sample(static_cast<std::uint64_t>(work_), in_flight, now);
      tuner.finished(Verdict::ok, now, milliseconds(20), now + milliseconds(30));
      work_ += rate_(in_flight) * std::chrono::duration<double>(step).count();
    }
  }

  Tuner tuner;
  Tuner::Time now{1};

 private:
  Rate rate_;
  double work_ = 0;
};

TunerOptions free_up_to(unsigned ceiling) {
  return {.unit = TunerOptions::Unit::bytes, .start = 8, .ceiling = ceiling, .is_fixed = false};
}

// Each connection carries `one`, all together at most `whole`.
Pipe::Rate pipe(double one, double whole) {
  return [=](unsigned in_flight) { return std::min(in_flight * one, whole); };
}

TEST(tuner, a_number_set_by_the_job_stays) {
  Tuner tuner({.unit = TunerOptions::Unit::bytes, .start = 3, .ceiling = 64, .is_fixed = true});
  for (int i = 1; i < 1000; ++i) {
    tuner.sample(static_cast<std::uint64_t>(i) * 1000, 3, milliseconds(i * 50));
    tuner.finished(Verdict::throttled, milliseconds(i * 50), {}, milliseconds(i * 50 + 1));
  }
  EXPECT_EQ(tuner.limit(), 3u);
  EXPECT_EQ(tuner.reason(), "3: set by the job");
  EXPECT_EQ(tuner.changes(), 0u);
}

TEST(tuner, never_starts_above_its_ceiling) {
  EXPECT_EQ(Tuner(free_up_to(4)).limit(), 4u);
  EXPECT_EQ(Tuner(free_up_to(0)).limit(), 1u);
}

TEST(tuner, doubles_up_to_the_ceiling_within_seconds_while_that_pays) {
  Pipe pipes(free_up_to(64), pipe(kMiB, 1000 * kMiB));
  pipes.run(seconds(2));
  EXPECT_EQ(pipes.tuner.limit(), 64u);
  EXPECT_NE(pipes.tuner.reason().find("goodput rose 100 %"), std::string::npos) << pipes.tuner.reason();
}

TEST(tuner, finds_the_knee_and_stays_near_it) {
  Pipe pipes(free_up_to(128), pipe(kMiB, 40 * kMiB));
  pipes.run(seconds(30));
  for (int i = 0; i < 60; ++i) {
    pipes.run(seconds(1));
    EXPECT_GE(pipes.tuner.limit(), 30u);
    EXPECT_LE(pipes.tuner.limit(), 64u);
  }
}

TEST(tuner, more_that_brings_nothing_is_given_back) {
  Pipe pipes(free_up_to(128), pipe(10 * kMiB, 40 * kMiB));
  pipes.run(seconds(60));
  EXPECT_LE(pipes.tuner.limit(), 8u);
  EXPECT_GE(pipes.tuner.limit(), 4u);
}

TEST(tuner, small_losses_step_by_step_do_not_add_up) {
  // Each step down costs less than a measurement shows; ten of them would cost a third.
  Pipe pipes(free_up_to(128), [](unsigned n) { return 100 * kMiB * std::pow(n / 128.0, 0.04); });
  for (int i = 0; i < 120; ++i) {
    pipes.run(seconds(1));
    EXPECT_GE(std::pow(pipes.tuner.limit() / 128.0, 0.04), 0.9);
  }
}

TEST(tuner, follows_a_path_that_widens) {
  Pipe pipes(free_up_to(128), pipe(kMiB, 8 * kMiB));
  pipes.run(seconds(60));
  EXPECT_LE(pipes.tuner.limit(), 16u);
  pipes.change(pipe(kMiB, 100 * kMiB));
  pipes.run(seconds(60));
  EXPECT_GE(pipes.tuner.limit(), 90u);
}

TEST(tuner, a_limit_that_is_not_used_says_nothing) {
  Pipe pipes(free_up_to(128), pipe(kMiB, 1000 * kMiB));
  pipes.run(seconds(30), 3);
  EXPECT_EQ(pipes.tuner.limit(), 8u);
}

TEST(tuner, halves_at_once_when_throttled_and_says_why) {
  Pipe pipes(free_up_to(64), pipe(kMiB, 1000 * kMiB));
  pipes.run(seconds(2));
  ASSERT_EQ(pipes.tuner.limit(), 64u);
  pipes.tuner.finished(Verdict::throttled, pipes.now, {}, pipes.now + milliseconds(1));
  EXPECT_EQ(pipes.tuner.limit(), 32u);
  EXPECT_EQ(pipes.tuner.reason(), "64 to 32 in flight: the vendor asks for less (429 or 503)");
}

TEST(tuner, one_burst_of_refusals_is_one_step_back) {
  Pipe pipes(free_up_to(64), pipe(kMiB, 1000 * kMiB));
  pipes.run(seconds(2));
  const auto sent = pipes.now;
  for (int i = 1; i <= 20; ++i) {
    pipes.tuner.finished(Verdict::throttled, sent, {}, sent + milliseconds(i));
  }
  EXPECT_EQ(pipes.tuner.limit(), 32u);
  pipes.tuner.finished(Verdict::timeout, sent + milliseconds(21), {}, sent + milliseconds(30));
  EXPECT_EQ(pipes.tuner.limit(), 16u);
}

TEST(tuner, failures_that_fewer_would_not_cure_change_nothing) {
  Pipe pipes(free_up_to(64), pipe(kMiB, 1000 * kMiB));
  pipes.run(seconds(2));
  pipes.tuner.finished(Verdict::error, pipes.now, {}, pipes.now + milliseconds(1));
  EXPECT_EQ(pipes.tuner.limit(), 64u);
}

TEST(tuner, keeps_below_what_was_refused_for_a_while) {
  Pipe pipes(free_up_to(64), pipe(kMiB, 1000 * kMiB));
  pipes.run(seconds(2));
  pipes.tuner.finished(Verdict::throttled, pipes.now, {}, pipes.now);
  for (int i = 0; i < 40; ++i) {
    pipes.run(milliseconds(100));
    EXPECT_LE(pipes.tuner.limit(), 57u);
  }
}

TEST(tuner, is_back_within_a_minute_after_a_storm_however_long_it_was) {
  for (const int storm : {1, 10, 100, 1000}) {
    Pipe pipes(free_up_to(128), pipe(kMiB, 1000 * kMiB));
    pipes.run(seconds(5));
    for (int i = 0; i < storm; ++i) {
      pipes.run(milliseconds(500));
      pipes.tuner.finished(Verdict::throttled, pipes.now, {}, pipes.now + milliseconds(1));
    }
    pipes.run(seconds(60));
    EXPECT_GE(pipes.tuner.limit(), 100u) << "after " << storm << " refusals";
  }
}

TEST(tuner, is_never_below_one_or_above_its_ceiling) {
  Pipe pipes(free_up_to(24), pipe(kMiB, 1000 * kMiB));
  for (int i = 0; i < 300; ++i) {
    pipes.run(milliseconds(700));
    if (i % 7 < 3) pipes.tuner.finished(Verdict::timeout, pipes.now, {}, pipes.now + milliseconds(1));
    EXPECT_GE(pipes.tuner.limit(), 1u);
    EXPECT_LE(pipes.tuner.limit(), 24u);
  }
}

TEST(tuner, counts_answers_where_it_tunes_calls) {
  TunerOptions options = free_up_to(32);
  options.unit = TunerOptions::Unit::calls;
  // Twenty at once is all the vendor serves; 100 ms each.
  Pipe pipes(options, pipe(10, 200));
  pipes.run(seconds(20));
  EXPECT_GE(pipes.tuner.limit(), 16u);
  EXPECT_LE(pipes.tuner.limit(), 32u);
  EXPECT_GE(pipes.tuner.changes(), 1u);
}

}  // namespace
}  // namespace ingot::transfer
