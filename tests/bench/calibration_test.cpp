// Fitting finds the machine that the measurements came from.
#include "host/bench/calibration.hpp"

#include <gtest/gtest.h>

#include "tests/bench/bench_support.hpp"

namespace ingot::bench {
namespace {

using namespace std::chrono_literals;

Measurement measured_on(const ModelParameters& machine, const Arm& arm, const Workload& load) {
  const Prediction done = predict(machine, arm, load, Sink::here, 1);
  Measurement measured{.arm = arm, .workload = load, .seconds = done.seconds, .cpu_seconds = done.cpu_seconds};
  const double calls = machine.lead_rounds + machine.calls_per_item * static_cast<double>(load.count - 1);
  measured.requests = measured.parts() + static_cast<std::uint64_t>(calls);
  measured.sink_cpu_seconds = machine.sink_byte_cpu.at(arm.variant.tls) * static_cast<double>(load.bytes()) +
                              machine.sink_request_cpu * static_cast<double>(measured.requests);
  return measured;
}

std::vector<Measurement> runs_on(const ModelParameters& machine) {
  std::vector<Measurement> runs;
  const LinkShape loopback{.name = "none"};
  for (const Tls tls : {Tls::off, Tls::on}) {
    for (const std::uint64_t part : {8 * kMiB, 64 * kMiB}) {
      for (const unsigned in_flight : {2u, 16u}) {
        runs.push_back(measured_on(machine, arm_of(loopback, part, in_flight, {tls, Digest::md5}), {256 * kMiB, 1}));
        runs.push_back(measured_on(machine, arm_of(link_of(125e6, 20ms), part, in_flight, {tls, Digest::md5}),
                                   {128 * kMiB, 1}));
      }
    }
  }
  return runs;
}

TEST(calibration, least_squares_finds_what_made_the_values) {
  const std::vector<std::vector<double>> rows = {{1, 0, 2}, {0, 3, 1}, {4, 1, 1}, {2, 2, 0}, {1, 1, 5}};
  const std::vector<double> truth = {2, 0.5, 3};
  std::vector<double> values;
  for (const auto& row : rows) values.push_back(row[0] * truth[0] + row[1] * truth[1] + row[2] * truth[2]);
  const auto found = least_squares(rows, values);
  for (std::size_t i = 0; i < truth.size(); ++i) EXPECT_NEAR(found[i], truth[i], 1e-6);
}

TEST(calibration, least_squares_has_no_negative_costs) {
  // Without the bound, the second column would be -1.
  const auto found = least_squares({{1, 0}, {1, 1}, {2, 1}}, {1, 0.000001, 1});
  EXPECT_GE(found[0], 0);
  EXPECT_EQ(found[1], 0);
}

TEST(calibration, rows_without_a_value_are_passed_over) {
  const auto found = least_squares({{1}, {2}, {3}}, {2, 0, 6});
  EXPECT_NEAR(found[0], 2, 1e-9);
}

TEST(calibration, finds_the_parameters_of_a_known_machine) {
  const ModelParameters machine = usual_machine();
  const ModelParameters found = fit(runs_on(machine), 2, 1);
  for (const auto& [variant, cost] : machine.byte_cpu) EXPECT_NEAR(found.byte_cpu.at(variant) / cost, 1, 0.02);
  for (const auto& [tls, cost] : machine.sink_byte_cpu) EXPECT_NEAR(found.sink_byte_cpu.at(tls) / cost, 1, 0.05);
  EXPECT_NEAR(found.lead_rounds, machine.lead_rounds, 1e-6);
  EXPECT_NEAR(found.lead / machine.lead, 1, 0.1);
  EXPECT_NEAR(found.request, machine.request, 0.001);
  EXPECT_EQ(found.processors, 2u);
}

TEST(calibration, finds_what_each_further_item_calls) {
  ModelParameters machine = usual_machine();
  machine.calls_per_item = 3;
  const Arm arm = arm_of({.name = "none"}, 8 * kMiB, 4);
  const std::vector<Measurement> runs = {measured_on(machine, arm, {kMiB, 1}), measured_on(machine, arm, {kMiB, 21}),
                                         measured_on(machine, arm, {kMiB, 101})};
  const ModelParameters found = fit(runs, 2, 1);
  EXPECT_NEAR(found.lead_rounds, 6, 0.01);
  EXPECT_NEAR(found.calls_per_item, 3, 0.01);
}

TEST(calibration, a_model_of_what_it_models_is_hardly_off) {
  const ModelError error = cross_validate(runs_on(usual_machine()), 2, 1);
  EXPECT_EQ(error.points, 16u);
  EXPECT_LT(error.mean, 0.03);
  EXPECT_LT(error.worst, 0.10);
  EXPECT_GE(error.worst, error.mean);
}

// The run that is left out is judged by the others, so one that does not belong shows.
TEST(calibration, a_run_unlike_the_others_is_the_worst) {
  auto runs = runs_on(usual_machine());
  runs[3].seconds *= 3;
  const ModelError error = cross_validate(runs, 2, 1);
  EXPECT_GT(error.worst, 0.5);
}

}  // namespace
}  // namespace ingot::bench
