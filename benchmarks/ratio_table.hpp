// RatioTable: shows the benchmarks' results as usual and, at the end, each row's bytes per second
// of CPU against its baseline: the row of the same group (the name up to the last '/') that is
// called "baseline". Medians of interleaved runs: the machine may be shared, ratios within one run
// hold.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

namespace ingot::bench {

class RatioTable final : public benchmark::ConsoleReporter {
 public:
  RatioTable() : ConsoleReporter(OO_Tabular) {}

  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      const auto rate = run.counters.find("bytes_per_second");
      const bool counts = run.run_type == Run::RT_Iteration && !run.error_occurred;
      if (counts && rate != run.counters.end()) {
        rates_[run.run_name.function_name].push_back(rate->second.value);
      }
    }
    ConsoleReporter::ReportRuns(runs);
  }

  void Finalize() override {
    std::printf("\n%-44s %10s %10s\n", "row (medians)", "GB/CPU-s", "x baseline");
    for (const auto& [name, rates] : rates_) {
      const auto baseline = rates_.find(name.substr(0, name.rfind('/')) + "/baseline");
      std::printf("%-44s %10.2f", name.c_str(), median(rates) / 1e9);
      if (baseline != rates_.end())
        std::printf(" %10.2f", median(rates) / median(baseline->second));
      std::printf("\n");
    }
  }

 private:
  static double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
  }

  std::map<std::string, std::vector<double>> rates_;  // never empty vectors
};

}  // namespace ingot::bench
