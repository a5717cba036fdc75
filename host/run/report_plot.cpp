#include "host/run/report_plot.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "host/base/text.hpp"
#include "host/run/report_markup.hpp"

namespace ingot::run {

namespace {

// Of the picture, in its own units; the page scales it.
constexpr double kWidth = 460, kHeight = 200, kLeft = 88, kRight = 10, kTop = 10, kBottom = 28;
constexpr double kPlotWidth = kWidth - kLeft - kRight, kPlotHeight = kHeight - kTop - kBottom;

std::string coordinate(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  return text;
}

double rate_of(const PlotSeries& series, const Sample& sample) {
  const double seconds = static_cast<double>(std::max<std::int64_t>(sample.span_ms, 1)) / 1000.0;
  return static_cast<double>(series.count(sample.counts)) / seconds;
}

// The next number that is round, and whose half is, counted in thousands of `unit`.
double rounded_up(double value, double unit) {
  if (value <= 0) return 1;
  double thousands = 1;
  while (value >= thousands * unit) thousands *= unit;
  const double power = thousands * std::pow(10.0, std::floor(std::log10(value / thousands)));
  for (const double step : {1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0}) {
    if (value <= step * power) return step * power;
  }
  return 10 * power;
}

// A sample much shorter than the one it follows (a run's last) would be a spike of chance: it is drawn as part of that.
std::vector<Sample> without_slivers(std::span<const Sample> samples) {
  std::vector<Sample> drawn;
  for (const Sample& sample : samples) {
    const bool follows = !drawn.empty() && sample.start_ms == drawn.back().start_ms + drawn.back().span_ms;
    if (!follows || sample.span_ms * 2 >= drawn.back().span_ms) {
      drawn.push_back(sample);
      continue;
    }
    drawn.back() = joined(drawn.back(), sample);
  }
  return drawn;
}

struct Scale {
  std::int64_t start_ms, span_ms;
  double highest;

  std::string x(std::int64_t ms) const {
    return coordinate(kLeft + kPlotWidth * static_cast<double>(ms - start_ms) / static_cast<double>(span_ms));
  }
  std::string y(double rate) const { return coordinate(kTop + kPlotHeight * (1 - std::min(rate / highest, 1.0))); }
};

Scale scale_of(const Plot& plot, std::span<const Sample> samples) {
  const Sample& last = samples.back();
  Scale scale{samples.front().start_ms,
              std::max<std::int64_t>(1, last.start_ms + last.span_ms - samples.front().start_ms), 0};
  for (const Sample& sample : samples) {
    for (const PlotSeries& series : plot.series) scale.highest = std::max(scale.highest, rate_of(series, sample));
  }
  scale.highest = rounded_up(scale.highest, plot.unit);
  return scale;
}

std::string steps(const PlotSeries& series, std::span<const Sample> samples, const Scale& scale) {
  std::int64_t at = samples.front().start_ms;
  std::string path = "M" + scale.x(at) + " " + scale.y(0);
  for (const Sample& sample : samples) {
    // Between two lives of a run there was nothing: along the ground, then up again.
    if (sample.start_ms != at) path += "V" + scale.y(0) + "H" + scale.x(sample.start_ms);
    at = sample.start_ms + sample.span_ms;
    path += "V" + scale.y(rate_of(series, sample)) + "H" + scale.x(at);
  }
  return path + "V" + scale.y(0);
}

std::string grid(const Plot& plot, const Scale& scale) {
  std::string svg;
  for (const double share : {0.0, 0.5, 1.0}) {
    const std::string y = scale.y(scale.highest * share);
    svg += "<path class=\"grid\" d=\"M" + coordinate(kLeft) + " " + y + "H" + coordinate(kWidth - kRight) + "\"/>" +
           "<text class=\"tick end\" x=\"" + coordinate(kLeft - 6) + "\" y=\"" + y + "\" dy=\"4\">" +
           markup_text(plot.label(scale.highest * share)) + "</text>";
    const std::int64_t at = static_cast<std::int64_t>(static_cast<double>(scale.span_ms) * share);
    const char* anchor = share < 0.25 ? "start" : share > 0.75 ? "end" : "middle";
    svg += "<text class=\"tick " + std::string(anchor) + "\" x=\"" + scale.x(scale.start_ms + at) + "\" y=\"" +
           coordinate(kHeight - 6) + "\">" +
           markup_text(share == 0 ? iso8601(scale.start_ms).substr(11, 8)
                                  : "+" + human_duration(std::chrono::milliseconds(at))) +
           "</text>";
  }
  return svg;
}

std::string legend(const Plot& plot) {
  if (plot.series.size() < 2) return {};
  std::string html = "<p class=\"legend\">";
  for (std::size_t i = 0; i < plot.series.size(); ++i) {
    html += "<span><svg class=\"key\" viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect class=\"s" +
            std::to_string(i + 1) + " fill\" width=\"10\" height=\"10\"/></svg> " +
            markup_text(plot.series[i].name) + "</span> ";
  }
  return html + "</p>";
}

}  // namespace

std::string plot_svg(const Plot& plot, std::span<const Sample> all) {
  const std::vector<Sample> samples = without_slivers(all);
  const Scale scale = scale_of(plot, samples);
  std::string svg = "<figure><figcaption>" + markup_text(plot.title) + "</figcaption><svg class=\"plot\" "
                    "viewBox=\"0 0 " +
                    coordinate(kWidth) + " " + coordinate(kHeight) + "\" role=\"img\" aria-label=\"" +
                    markup_text(plot.title) + "\">" + grid(plot, scale);
  for (std::size_t i = 0; i < plot.series.size(); ++i) {
    svg += "<path class=\"s" + std::to_string(i + 1) + (i == 0 ? " area" : " line") + "\" d=\"" +
           steps(plot.series[i], samples, scale) + "\"/>";
  }
  return svg + "</svg>" + legend(plot) + "</figure>\n";
}

}  // namespace ingot::run
