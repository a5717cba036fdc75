// Metrics: a run in Prometheus' text format 0.0.4, from one declared table that docs/metrics.md repeats (a test compares
// them). Totals are of the run over all its lives, so that at its end they agree with the report.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "host/base/result.hpp"
#include "host/ui/run_watch.hpp"

namespace ingot::ui {

struct MetricFacts;

struct Metric {
  std::string_view name, type, help;
  std::string_view label;  // its one label, or empty
  // The lines' ends: `{label="value"} 3` or ` 3`, one for each series.
  void (*write)(std::string& out, const Metric& metric, const MetricFacts& facts);
};

std::span<const Metric> metrics();
Result<std::string> metrics_text(const RunWatch& watch);

}  // namespace ingot::ui
