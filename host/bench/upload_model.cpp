#include "host/bench/upload_model.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <queue>
#include <utility>
#include <vector>

#include "host/bench/tcp_flow.hpp"

namespace ingot::bench {

namespace {

// What a worker hashes and sends at a time; larger where there would be more than so many of them.
constexpr std::uint64_t kBlock = 256u << 10, kMostBlocks = 4096;

Time time_of(double seconds) { return Time(static_cast<std::int64_t>(std::llround(seconds * 1e9))); }
double seconds_of(Time time) { return static_cast<double>(time.count()) / 1e9; }

// The cost of the variant; where it was not measured, of one that differs least.
double cost_of(const std::map<Variant, double>& costs, const Variant& variant) {
  if (const auto exact = costs.find(variant); exact != costs.end()) return exact->second;
  for (const auto& [other, cost] : costs) {
    if (other.tls == variant.tls) return cost;
  }
  return costs.empty() ? 0 : costs.begin()->second;
}

double cost_of(const std::map<Tls, double>& costs, Tls tls) {
  if (const auto exact = costs.find(tls); exact != costs.end()) return exact->second;
  return costs.empty() ? 0 : costs.begin()->second;
}

// Whoever has work waits for the processor that is free first.
class Processors {
 public:
  explicit Processors(unsigned count) : free_(std::max(count, 1u), Time(0)) {}
  Time work(Time ready, Time takes) {
    const auto first = std::min_element(free_.begin(), free_.end());
    *first = std::max(*first, ready) + takes;
    return *first;
  }

 private:
  std::vector<Time> free_;
};

struct Slot {
  TcpFlow flow;
  std::uint64_t left = 0;     // of its part
  std::uint64_t on_link = 0;  // the block that is being sent
};

class Simulation {
 public:
  Simulation(const ModelParameters& parameters, const Arm& arm, const Workload& load, Sink sink, std::uint64_t seed)
      : parameters_(parameters), arm_(arm), load_(load), sink_(sink),
        byte_cpu_(cost_of(parameters.byte_cpu, arm.variant)),
        sink_byte_cpu_(cost_of(parameters.sink_byte_cpu, arm.variant.tls)), processors_(parameters.processors),
        block_(std::max(kBlock, load.bytes() / kMostBlocks)), parts_each_(load.parts_each(arm.part_size)), parts_left_(load.parts(arm.part_size)) {
    const std::uint64_t slots = std::min<std::uint64_t>(std::max(arm.in_flight, 1u), std::max<std::uint64_t>(parts_left_, 1));
    for (std::uint64_t i = 0; i < slots; ++i) slots_.push_back(Slot{TcpFlow(arm.link, seed + i)});
  }

  Prediction run() {
    // One connection serves the opening calls; the others are opened when their first part is due.
    const Time round = arm_.link.rtt + time_of(parameters_.request);
    const Time opened = arm_.link.rtt * (arm_.variant.tls == Tls::on ? 2 : 1);
    const Time start = time_of(parameters_.lead) + opened + round * static_cast<std::int64_t>(parameters_.lead_rounds);
    for (std::size_t i = 0; i < slots_.size(); ++i) turns_.push({start + (i == 0 ? Time(0) : opened), i});
    Time end = start;
    while (!turns_.empty()) {
      const auto [now, slot] = turns_.top();
      turns_.pop();
      end = std::max(end, now);
      if (const auto next = step(slots_[slot], now)) turns_.push({*next, slot});
    }
    return outcome(std::max(end, start + calls_time()));
  }

 private:
  struct Turn {
    Time at;
    std::size_t slot;
    bool operator>(const Turn& other) const { return at != other.at ? at > other.at : slot > other.slot; }
  };

  // What the connection does at `now`, and when it is to be looked at again; nullopt when there is nothing left to do.
  std::optional<Time> step(Slot& slot, Time now) {
    if (slot.on_link > 0) {
      const Time taken = take_block(slot, now);
      if (slot.left == 0) return taken + arm_.link.rtt + time_of(parameters_.request);
    } else if (!take_part(slot)) {
      return std::nullopt;
    }
    return send_block(slot, now);
  }

  bool take_part(Slot& slot) {
    if (parts_left_ == 0) return false;
    const bool is_last_of_file = (parts_left_ - 1) % parts_each_ == 0;
    slot.left = is_last_of_file ? load_.size - (parts_each_ - 1) * arm_.part_size : arm_.part_size;
    --parts_left_;
    slot.left = std::max<std::uint64_t>(slot.left, 1);
    return true;
  }

  // The next block of the part: until it has left.
  Time send_block(Slot& slot, Time now) {
    slot.on_link = std::min(slot.left, block_);
    slot.left -= slot.on_link;
    const auto bytes = static_cast<double>(slot.on_link);
    const double work = byte_cpu_ * bytes + (slot.left == 0 ? parameters_.request_cpu : 0);
    const Time worked = processors_.work(now, time_of(work));
    return std::max({worked, slot.flow.send(worked, slot.on_link), reserve(worked, slot.on_link)});
  }

  // What the vendor's side does with the block that has left, on this machine's processors if it is here.
  Time take_block(Slot& slot, Time now) {
    const auto bytes = static_cast<double>(std::exchange(slot.on_link, 0));
    if (sink_ == Sink::elsewhere) return now;
    return processors_.work(now, time_of(sink_byte_cpu_ * bytes + (slot.left == 0 ? parameters_.sink_request_cpu : 0)));
  }

  Time reserve(Time now, std::uint64_t bytes) {
    if (!arm_.link.is_shaped()) return now;
    link_free_ = std::max(link_free_, now) + time_of(static_cast<double>(bytes) / arm_.link.bytes_per_second);
    return link_free_;
  }

  double calls() const {
    return load_.count > 1 ? parameters_.calls_per_item * static_cast<double>(load_.count - 1) : 0;
  }

  Time calls_time() const {
    const double each = seconds_of(arm_.link.rtt) + parameters_.request + parameters_.request_cpu;
    return time_of(calls() * each / std::max(arm_.in_flight, 1u));
  }

  Prediction outcome(Time end) const {
    Prediction done;
    done.seconds = seconds_of(end);
    const double requests = static_cast<double>(load_.parts(arm_.part_size)) + parameters_.lead_rounds + calls();
    done.cpu_seconds = parameters_.run_cpu + byte_cpu_ * static_cast<double>(load_.bytes()) +
                       parameters_.request_cpu * requests;
    for (const Slot& slot : slots_) done.lost_bytes += slot.flow.lost_segments() * TcpFlow::kSegment;
    return done;
  }

  const ModelParameters& parameters_;
  const Arm& arm_;
  const Workload load_;
  const Sink sink_;
  const double byte_cpu_, sink_byte_cpu_;
  Processors processors_;
  const std::uint64_t block_;
  const std::uint64_t parts_each_;
  std::uint64_t parts_left_;
  std::vector<Slot> slots_;
  std::priority_queue<Turn, std::vector<Turn>, std::greater<>> turns_;
  Time link_free_{0};
};

// The part of the workload that is simulated: fewer files, or one file that is shorter.
Workload within_limits(const Workload& load, std::uint64_t part_size) {
  const std::uint64_t each = load.parts_each(part_size);
  const std::uint64_t files = std::min(kSimulatedParts / std::max<std::uint64_t>(each, 1),
                                       kSimulatedBytes / std::max<std::uint64_t>(load.size, 1));
  if (files >= 2) return {load.size, std::min(load.count, files)};
  const std::uint64_t parts = std::clamp<std::uint64_t>(kSimulatedBytes / part_size, 1, kSimulatedParts);
  return {std::min(load.size, parts * part_size), 1};
}

Workload half_of(const Workload& load) {
  return load.count > 1 ? Workload{load.size, load.count / 2} : Workload{load.size / 2, 1};
}

}  // namespace

Prediction predict(const ModelParameters& parameters, const Arm& arm, const Workload& load, Sink sink,
                   std::uint64_t seed) {
  const Workload simulated = within_limits(load, arm.part_size);
  Prediction whole = Simulation(parameters, arm, simulated, sink, seed).run();
  if (simulated == load) return whole;
  const Workload half = half_of(simulated);
  const Prediction first = Simulation(parameters, arm, half, sink, seed).run();
  const double grown = static_cast<double>(simulated.bytes() - half.bytes());
  const double times = grown > 0 ? static_cast<double>(load.bytes() - simulated.bytes()) / grown
                                 : static_cast<double>(load.count - simulated.count) /
                                       static_cast<double>(std::max<std::uint64_t>(simulated.count - half.count, 1));
  whole.seconds += times * std::max(whole.seconds - first.seconds, 0.0);
  whole.cpu_seconds += times * std::max(whole.cpu_seconds - first.cpu_seconds, 0.0);
  whole.lost_bytes += static_cast<std::uint64_t>(
      times * static_cast<double>(whole.lost_bytes - std::min(first.lost_bytes, whole.lost_bytes)));
  return whole;
}

}  // namespace ingot::bench
