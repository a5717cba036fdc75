// run_suite: what main() of every suite does: interleaved repetitions unless the command line says
// otherwise, and the table of ratios at the end.
#pragma once

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "benchmarks/ratio_table.hpp"

namespace ingot::bench {

// Benchmarks are registered before. The arguments of the command line come last and so win.
// `min_time`: seconds a repetition takes at least. 1 when a row failed.
inline int run_suite(int argc, char** argv, const std::string& min_time = "0.2") {
  std::vector<std::string> defaults = {"--benchmark_enable_random_interleaving=true",
                                       "--benchmark_repetitions=5",
                                       "--benchmark_min_time=" + min_time};
  std::vector<char*> arguments(argv, argv + argc);
  for (std::size_t i = 0; i < defaults.size(); ++i) {
    arguments.insert(arguments.begin() + 1 + static_cast<std::ptrdiff_t>(i), defaults[i].data());
  }
  int count = static_cast<int>(arguments.size());
  arguments.push_back(nullptr);
  benchmark::Initialize(&count, arguments.data());
  if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 2;
  RatioTable table;
  benchmark::RunSpecifiedBenchmarks(&table);
  return table.has_failed() ? 1 : 0;
}

}  // namespace ingot::bench
