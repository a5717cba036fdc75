// Plots over time as inline SVG, without colours of their own: classes s1, s2, … are the page's to style. Pure.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/run/report_samples.hpp"

namespace ingot::run {

struct PlotSeries {
  std::string_view name;
  std::function<std::uint64_t(const SampleCounts&)> count;
};

struct Plot {
  std::string_view title;
  std::vector<PlotSeries> series;                 // the first is drawn as an area, the others as lines
  std::function<std::string(double)> label;       // how a rate per second is written
  double unit = 1000;                             // 1024 for bytes: what a thousand is to the scale's numbers
};

// Rates per second as steps over the time of the samples, which must not be empty. Pauses are at 0; a very short sample
// is drawn as part of the one before it.
std::string plot_svg(const Plot& plot, std::span<const Sample> samples);

}  // namespace ingot::run
