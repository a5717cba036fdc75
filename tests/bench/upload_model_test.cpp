// The model against closed forms: where one thing alone limits an upload, its time can be written down.
#include "host/bench/upload_model.hpp"

#include <gtest/gtest.h>

#include "host/bench/tcp_flow.hpp"
#include "tests/bench/bench_support.hpp"

namespace ingot::bench {
namespace {

using namespace std::chrono_literals;

const LinkShape kLoopback{.name = "none"};

double seconds(const ModelParameters& machine, const Arm& arm, const Workload& load, Sink sink = Sink::elsewhere) {
  return predict(machine, arm, load, sink, 1).seconds;
}

TEST(upload_model, the_link_alone_takes_bytes_by_rate) {
  const Workload load{256 * kMiB, 1};
  for (const unsigned in_flight : {1u, 4u, 16u}) {
    const Arm arm = arm_of(link_of(64.0 * kMiB, 0ms), 8 * kMiB, in_flight);
    EXPECT_NEAR(seconds({}, arm, load), 4.0, 0.001) << in_flight;
  }
}

TEST(upload_model, processors_alone_take_bytes_by_cost_and_number) {
  ModelParameters machine;
  machine.byte_cpu[{}] = 1.0 / (100.0 * kMiB);
  for (const unsigned processors : {1u, 2u, 4u}) {
    machine.processors = processors;
    EXPECT_NEAR(seconds(machine, arm_of(kLoopback, 8 * kMiB, 8), {800 * kMiB, 1}), 8.0 / processors, 0.05);
  }
  // A connection is one thread: more processors than connections do not help.
  EXPECT_NEAR(seconds(machine, arm_of(kLoopback, 8 * kMiB, 2), {800 * kMiB, 1}), 4.0, 0.05);
}

TEST(upload_model, a_sink_on_this_machine_takes_its_share) {
  ModelParameters machine;
  machine.byte_cpu[{}] = machine.sink_byte_cpu[Tls::off] = 1.0 / (100.0 * kMiB);
  const Arm arm = arm_of(kLoopback, 8 * kMiB, 8);
  EXPECT_NEAR(seconds(machine, arm, {800 * kMiB, 1}, Sink::elsewhere), 8, 0.05);
  EXPECT_NEAR(seconds(machine, arm, {800 * kMiB, 1}, Sink::here), 16, 0.1);
}

// On a slow link nobody waits for processors that are nearly idle.
TEST(upload_model, an_idle_processor_delays_nothing) {
  const ModelParameters machine = usual_machine();
  const Arm arm = arm_of(link_of(1.0 * kMiB, 50ms), 8 * kMiB, 4);
  const double there = seconds(machine, arm, {64 * kMiB, 1}, Sink::elsewhere);
  EXPECT_NEAR(seconds(machine, arm, {64 * kMiB, 1}, Sink::here) / there, 1, 0.01);
}

TEST(upload_model, requests_alone_take_turns_on_the_connections) {
  ModelParameters machine;
  machine.request = 0.01;
  EXPECT_NEAR(seconds(machine, arm_of(kLoopback, kMiB, 4), {1000 * kMiB, 1}), 2.5, 0.001);
  EXPECT_NEAR(seconds(machine, arm_of(kLoopback, kMiB, 4), {1000, 1000}), 2.5, 0.001);
}

TEST(upload_model, a_far_vendor_costs_a_round_trip_for_each_part_on_each_connection) {
  const LinkShape far = link_of(1e12, 100ms);
  // 1000 bytes are within the first window: two round trips to open with a handshake, then one for each.
  const Arm arm = arm_of(far, kMiB, 10, {Tls::on, Digest::none});
  EXPECT_NEAR(seconds({}, arm, {1000, 100}), 0.2 + 0.2 + 1.0, 0.001);
}

TEST(upload_model, the_lead_and_its_calls_come_first) {
  ModelParameters machine;
  machine.lead = 0.5;
  machine.lead_rounds = 4;
  machine.request = 0.01;
  // 0.5 s, the connection's round trip, four calls of a round trip and 10 ms, and the part's own.
  EXPECT_NEAR(seconds(machine, arm_of(link_of(1e12, 20ms), kMiB, 1), {1, 1}), 0.5 + 0.02 + 4 * 0.03 + 0.03, 0.001);
}

TEST(upload_model, calls_of_each_item_take_turns_beside_the_parts) {
  ModelParameters machine;
  machine.request = 0.01;
  machine.calls_per_item = 3;
  EXPECT_NEAR(seconds(machine, arm_of(kLoopback, kMiB, 4), {1, 1001}), 3 * 1000 * 0.01 / 4, 0.01);
}

TEST(upload_model, a_single_window_of_the_largest_size_limits_a_far_connection) {
  const Arm arm = arm_of(link_of(1.25e9, 300ms), 64 * kMiB, 8);
  const double rate = 2048.0 * kMiB / seconds({}, arm, {2048 * kMiB, 1});
  const double windows = 8 * TcpFlow::kLargestWindow / 0.3;
  EXPECT_LT(rate, windows);
  EXPECT_GT(rate, windows * 0.6);  // slow start, and the last parts
}

TEST(upload_model, what_is_beyond_its_limits_goes_on_at_the_same_pace) {
  ModelParameters machine = usual_machine();
  machine.calls_per_item = 2;
  const Arm arm = arm_of(link_of(125e6, 5ms), 8 * kMiB, 8);
  const double part = seconds(machine, arm, {100'000, kSimulatedParts});
  const double million = seconds(machine, arm, {100'000, 1'000'000});
  EXPECT_NEAR(million / part, 1e6 / kSimulatedParts, 1e6 / kSimulatedParts * 0.02);
  const Prediction huge = predict(machine, arm, {std::uint64_t{10} << 40, 1}, Sink::elsewhere, 1);
  EXPECT_NEAR(huge.seconds, static_cast<double>(std::uint64_t{10} << 40) / 125e6, huge.seconds * 0.02);
}

TEST(upload_model, more_in_flight_is_never_slower_on_a_lossy_link) {
  const LinkShape lossy = link_of(125e6, 40ms, 0.001);
  double before = 1e9;
  for (const unsigned in_flight : {1u, 2u, 4u, 8u, 16u}) {
    const double now = seconds(usual_machine(), arm_of(lossy, 8 * kMiB, in_flight), {256 * kMiB, 1}, Sink::here);
    EXPECT_LT(now, before * 0.9) << in_flight;
    before = now;
  }
}

TEST(upload_model, equal_questions_have_equal_answers) {
  const Arm arm = arm_of(link_of(125e6, 40ms, 0.01), 8 * kMiB, 4);
  const Prediction one = predict(usual_machine(), arm, {64 * kMiB, 3}, Sink::here, 5);
  const Prediction two = predict(usual_machine(), arm, {64 * kMiB, 3}, Sink::here, 5);
  EXPECT_EQ(one.seconds, two.seconds);
  EXPECT_EQ(one.lost_bytes, two.lost_bytes);
  EXPECT_GT(one.lost_bytes, 0u);
}

TEST(upload_model, processor_time_is_what_bytes_and_requests_cost) {
  const ModelParameters machine = usual_machine();
  const Prediction done = predict(machine, arm_of(kLoopback, 8 * kMiB, 4), {1024 * kMiB, 1}, Sink::elsewhere, 1);
  EXPECT_NEAR(done.cpu_seconds, 0.01 + 2.2 + (128 + 6) * 0.0002, 1e-9);
}

}  // namespace
}  // namespace ingot::bench
