// Parts planned per second of CPU: host/plan against the same arithmetic written out without limits
// and errors. An item is one part with its offset and length, as a session asks for it.
#include <benchmark/benchmark.h>

#include <random>

#include "benchmarks/suite.hpp"
#include "host/plan/part_plan.hpp"

namespace ingot::plan {
namespace {

using benchmark::State;

enum class Sizes { large, small };

// 1 MiB to 64 GiB, as often of one order of magnitude as of another; or less than a part.
std::vector<std::uint64_t> sizes(Sizes kind) {
  std::mt19937_64 random(1);
  std::vector<std::uint64_t> chosen(4096);
  for (auto& size : chosen) {
    size = (1u << 20) + (random() >> (kind == Sizes::large ? 28 + random() % 16 : 42));
  }
  return chosen;
}

// What a vendor of S3's kind says.
PartLimits s3_limits() {
  PartLimits limits;
  limits.part_min = 5u << 20;
  limits.part_max = 5ull << 30;
  limits.single_max = 5ull << 30;
  limits.size_max = 5ull << 40;
  return limits;
}

void ours(State& state, Sizes kind) {
  const auto all = sizes(kind);
  const PartLimits limits = s3_limits();
  std::int64_t parts = 0;
  for (auto _ : state) {
    for (const std::uint64_t size : all) {
      const auto plan = plan_parts(size, limits);
      if (!plan) return state.SkipWithError("a size is refused");
      for (std::uint64_t number = 1; number <= plan->count; ++number) {
        benchmark::DoNotOptimize(plan->part(number));
      }
      parts += static_cast<std::int64_t>(plan->count);
    }
  }
  state.SetItemsProcessed(parts);
}

void baseline(State& state, Sizes kind) {
  const auto all = sizes(kind);
  std::int64_t parts = 0;
  for (auto _ : state) {
    for (const std::uint64_t size : all) {
      const std::uint64_t part = std::max(kAutoPartSize, size / kAutoPartCount + 1);
      for (std::uint64_t at = 0; at < size; at += part, ++parts) {
        benchmark::DoNotOptimize(Part{at, std::min(part, size - at)});
      }
    }
  }
  state.SetItemsProcessed(parts);
}

void add(const std::string& name, void (*run)(State&, Sizes), Sizes kind) {
  benchmark::RegisterBenchmark(name.c_str(), run, kind)->Unit(benchmark::kMicrosecond);
}

}  // namespace
}  // namespace ingot::plan

int main(int argc, char** argv) {
  using namespace ingot::plan;
  for (const auto& [group, kind] :
       {std::pair{"large_files/", Sizes::large}, {"small_files/", Sizes::small}}) {
    add(std::string(group) + "baseline", baseline, kind);
    add(std::string(group) + "ours", ours, kind);
  }
  return ingot::bench::run_suite(argc, argv);
}
