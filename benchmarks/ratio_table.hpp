// RatioTable: shows the benchmarks' results as usual and, at the end, each row's bytes or items per
// second of CPU against its baseline: the row of the same group (the name up to the last '/') that
// is called "baseline". Medians of interleaved runs: the machine may be shared, ratios within one
// run hold.
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
      if (run.error_occurred) has_failed_ = true;
      if (run.run_type == Run::RT_Iteration && !run.error_occurred) add(run);
    }
    ConsoleReporter::ReportRuns(runs);
  }

  void Finalize() override {
    std::printf("\n%-44s %14s %10s\n", "row (medians)", "per CPU-s", "x baseline");
    for (const auto& [name, row] : rows_) {
      const auto baseline = rows_.find(name.substr(0, name.rfind('/')) + "/baseline");
      std::printf("%-44s %9.3f %-4s", name.c_str(), median(row.rates) / 1e9 * row.scale(),
                  row.unit());
      if (baseline != rows_.end()) {
        std::printf(" %10.2f", median(row.rates) / median(baseline->second.rates));
      }
      std::printf("\n");
    }
  }

  // Whether some benchmark ended with an error.
  bool has_failed() const { return has_failed_; }

 private:
  struct Row {
    std::vector<double> rates;  // never empty
    bool is_bytes = true;
    double scale() const { return is_bytes ? 1 : 1e3; }
    const char* unit() const { return is_bytes ? "GB" : "M"; }
  };

  void add(const Run& run) {
    for (const char* rate : {"bytes_per_second", "items_per_second"}) {
      const auto found = run.counters.find(rate);
      if (found == run.counters.end()) continue;
      Row& row = rows_[run.run_name.function_name];
      row.rates.push_back(found->second.value);
      row.is_bytes = std::string_view(rate) == "bytes_per_second";
      return;
    }
  }

  static double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
  }

  std::map<std::string, Row> rows_;
  bool has_failed_ = false;
};

}  // namespace ingot::bench
