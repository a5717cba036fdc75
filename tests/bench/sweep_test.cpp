// Whole sweeps over an imagined machine, in simulated time.
#include "host/bench/sweep.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "host/bench/recommendation.hpp"
#include "tests/bench/bench_support.hpp"

namespace ingot::bench {
namespace {

using namespace std::chrono_literals;

class SilentLog final : public Log {
 public:
  void write(Level, std::string_view line) override { lines.emplace_back(line); }
  std::vector<std::string> lines;
};

class FineClock final : public Clock {
 public:
  std::int64_t wall_ms() const override { return now / 1ms; }
  std::chrono::nanoseconds monotonic() const override { return now; }
  bool wait(std::chrono::nanoseconds duration, const std::stop_token&) override { return now += duration, true; }
  std::chrono::nanoseconds now{0};
};

// Runs what the model says of a known machine, each run a little off, and lets that much time pass.
class ImaginedRunner final : public Runner {
 public:
  explicit ImaginedRunner(FineClock& clock) : clock_(clock) {}

  Result<Measurement> run(const Arm& arm, const Workload& load, const std::stop_token& stop) override {
    if (stop.stop_requested()) return Error{ErrorKind::cancelled, "stopped"};
    if (runs.size() == fails_at) return Error{ErrorKind::unavailable, "no lab"};
    const Prediction done = predict(machine, arm, load, Sink::here, 9);
    Measurement measured{.arm = arm, .workload = load};
    measured.seconds = done.seconds * (runs.size() % 2 == 0 ? 0.97 : 1.03);
    measured.cpu_seconds = done.cpu_seconds;
    measured.requests = measured.parts() + 6;
    measured.sink_cpu_seconds = machine.sink_byte_cpu.at(arm.variant.tls) * static_cast<double>(load.bytes()) +
                                machine.sink_request_cpu * static_cast<double>(measured.requests);
    clock_.now += std::chrono::nanoseconds(static_cast<std::int64_t>((measured.seconds + 0.05) * 1e9));
    runs.push_back(measured);
    return measured;
  }

  ModelParameters machine = usual_machine();
  std::vector<Measurement> runs;
  std::size_t fails_at = SIZE_MAX;

 private:
  FineClock& clock_;
};

struct World {
  FineClock clock;
  SilentLog log;
  ImaginedRunner runner{clock};
  SweepOptions options{.links = {{.name = "none"}},
                       .variants = {{Tls::off, Digest::md5}, {Tls::on, Digest::md5}},
                       .part_sizes = {8 * kMiB, 16 * kMiB, 32 * kMiB, 64 * kMiB},
                       .in_flight = {2, 4, 8, 16},
                       .load = {2048 * kMiB, 1},
                       .budget = 60s,
                       .repeat = 3,
                       .seed = 1,
                       .processors = 2,
                       .again = {}};

  SweepResult sweep() {
    auto found = Sweep({runner, clock, log}, options).run({});
    EXPECT_TRUE(found) << found.error().message;
    return *std::move(found);
  }
};

LinkShape named(std::string name, LinkShape link) {
  link.name = std::move(name);
  return link;
}

TEST(sweep, has_a_row_for_every_arm_in_the_order_of_the_options) {
  World world;
  const SweepResult found = world.sweep();
  ASSERT_EQ(found.rows.size(), 2u * 4 * 4);
  std::size_t at = 0;
  for (const Variant& variant : world.options.variants) {
    for (const std::uint64_t part_size : world.options.part_sizes) {
      for (const unsigned in_flight : world.options.in_flight) {
        EXPECT_EQ(found.rows[at++].arm, (Arm{world.options.links[0], variant, part_size, in_flight}));
      }
    }
  }
}

TEST(sweep, keeps_to_its_budget) {
  for (const auto budget : {5s, 20s, 60s}) {
    World world;
    world.options.budget = budget;
    world.options.links = {named("near", link_of(125e6, 20ms)), named("far", link_of(50e6, 80ms, 0.001))};
    world.sweep();
    EXPECT_LT(world.clock.now, budget + 3s) << budget.count();
    EXPECT_GT(world.clock.now, budget / 3) << budget.count();
  }
}

TEST(sweep, says_of_every_row_where_it_is_from) {
  World world;
  const SweepResult found = world.sweep();
  for (const Row& row : found.rows) {
    unsigned runs = 0;
    for (const Measurement& run : world.runner.runs) runs += run.arm == row.arm && run.workload == row.load ? 1 : 0;
    EXPECT_EQ(row.source, row.runs > 0 ? Source::measured : Source::modelled);
    EXPECT_EQ(row.runs, row.source == Source::measured ? runs : 0);
    EXPECT_TRUE(row.source == Source::measured || row.load == world.options.load);
    EXPECT_EQ(row.finish_source == Source::measured, row.source == Source::measured && row.load == world.options.load);
    EXPECT_GT(row.finish_seconds, 0);
  }
}

TEST(sweep, repeats_the_best_of_each_variant) {
  World world;
  world.options.repeat = 4;
  const SweepResult found = world.sweep();
  std::set<Variant> repeated;
  for (const Row& row : found.rows) {
    if (row.runs >= 4) repeated.insert(row.arm.variant);
  }
  EXPECT_EQ(repeated.size(), 2u);
}

TEST(sweep, finds_a_setting_about_as_fast_as_the_best_there_is) {
  for (const LinkShape& link : {named("a", link_of(125e6, 40ms)), named("b", link_of(125e6, 40ms, 0.0005)),
                                named("c", link_of(5e6, 25ms)), named("d", LinkShape{})}) {
    World world;
    world.options.links = {link};
    world.options.variants = {{Tls::on, Digest::md5}};
    const SweepResult found = world.sweep();
    const auto advice = recommend(found.rows, world.options.load, PartSizes::of_client);
    ASSERT_TRUE(advice);
    const auto truth = [&](const Arm& arm) {
      return predict(world.runner.machine, arm, world.options.load, Sink::here, 9).seconds;
    };
    double best = 1e9;
    for (const Row& row : found.rows) best = std::min(best, truth(row.arm));
    EXPECT_LT(truth(advice->row.arm), best * 1.15) << link.name << ": " << describe(advice->row.arm);
  }
}

TEST(sweep, a_link_too_fast_for_this_machine_is_modelled_only) {
  World world;
  const LinkShape fast = named("fast", link_of(1.25e10, 1ms));
  world.options.links = {{.name = "none"}, fast};
  world.runner.machine.sink_byte_cpu = {{Tls::off, 2e-9}, {Tls::on, 4e-9}};
  for (const Row& row : world.sweep().rows) {
    EXPECT_TRUE(row.arm.link.name == "none" || row.source == Source::modelled);
  }
  for (const Measurement& run : world.runner.runs) EXPECT_FALSE(run.arm.link == fast);
}

TEST(sweep, a_million_files_are_measured_with_few) {
  World world;
  world.options.load = {100'000, 1'000'000};
  world.options.part_sizes = {8 * kMiB};
  const SweepResult found = world.sweep();
  for (const Measurement& run : world.runner.runs) EXPECT_LT(run.workload.count, 100'000u);
  for (const Row& row : found.rows) EXPECT_EQ(row.finish_source, Source::modelled);
  const bool has_single = std::any_of(world.runner.runs.begin(), world.runner.runs.end(),
                                      [](const Measurement& run) { return run.workload.count == 1; });
  EXPECT_TRUE(has_single);  // without it nobody could say what further files add
}

TEST(sweep, measures_again_what_it_is_told_to_with_the_same_load) {
  World first;
  const SweepResult before = first.sweep();
  World second;
  for (const Row& row : before.rows) {
    if (row.runs >= 3) second.options.again.push_back(row);
  }
  ASSERT_FALSE(second.options.again.empty());
  const SweepResult now = second.sweep();
  ASSERT_EQ(now.again.size(), second.options.again.size());
  for (std::size_t i = 0; i < now.again.size(); ++i) {
    EXPECT_EQ(now.again[i].arm, second.options.again[i].arm);
    EXPECT_EQ(now.again[i].load, second.options.again[i].load);
    EXPECT_EQ(now.again[i].runs, 3u);
  }
}

TEST(sweep, the_first_failure_ends_it_and_names_the_setting) {
  for (const std::size_t at : {0u, 3u, 12u}) {
    World world;
    world.runner.fails_at = at;
    const auto found = Sweep({world.runner, world.clock, world.log}, world.options).run({});
    ASSERT_FALSE(found);
    EXPECT_THAT(found.error().message, testing::StartsWith("none, "));
    EXPECT_THAT(found.error().message, testing::HasSubstr("no lab"));
    EXPECT_EQ(world.runner.runs.size(), at);
  }
}

TEST(sweep, a_stop_ends_it) {
  World world;
  std::stop_source stop;
  stop.request_stop();
  const auto found = Sweep({world.runner, world.clock, world.log}, world.options).run(stop.get_token());
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::cancelled);
  EXPECT_TRUE(world.runner.runs.empty());
}

TEST(sweep, one_setting_alone_is_measured_too) {
  World world;
  world.options.part_sizes = {8 * kMiB};
  world.options.in_flight = {4};
  world.options.variants = {{Tls::off, Digest::none}};
  const SweepResult found = world.sweep();
  ASSERT_EQ(found.rows.size(), 1u);
  EXPECT_EQ(found.rows[0].source, Source::measured);
}

}  // namespace
}  // namespace ingot::bench
