// Chart: lines over a few named places, as inline SVG without colours of its own: classes s1, s2, s3 are the page's to
// style, dashes tell further lines apart. What was measured is a filled dot, what was modelled a ring. Pure.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ingot::bench {

struct ChartPoint {
  double value = 0;
  bool is_measured = false;
};

struct ChartLine {
  std::string name;
  std::vector<std::optional<ChartPoint>> points;  // one for each place
};

struct Chart {
  std::string title;
  std::vector<std::string> places;  // at least one; along the bottom
  std::vector<ChartLine> lines;
  std::function<std::string(double)> label;  // of the scale
};

// A <figure>. The scale begins at 0.
std::string chart_svg(const Chart& chart);

}  // namespace ingot::bench
