#include "host/bench/chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "host/run/report_markup.hpp"

namespace ingot::bench {

namespace {

using run::markup_text;

// Of the picture, in its own units; the page scales it.
constexpr double kWidth = 460, kHeight = 220, kLeft = 92, kRight = 24, kTop = 10, kBottom = 30;
constexpr std::array kDashes = {"", "6 3", "2 3", "9 3 2 3"};
constexpr std::size_t kColours = 3;

std::string coordinate(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  return text;
}

double highest_of(const Chart& chart) {
  double highest = 0;
  for (const ChartLine& line : chart.lines) {
    for (const auto& point : line.points) highest = std::max(highest, point ? point->value : 0.0);
  }
  return highest > 0 ? highest * 1.05 : 1;
}

struct Frame {
  std::size_t places;
  double highest;

  double x(std::size_t place) const {
    const double width = kWidth - kLeft - kRight;
    return places < 2 ? kLeft + width / 2 : kLeft + width * static_cast<double>(place) / static_cast<double>(places - 1);
  }
  double y(double value) const { return kTop + (kHeight - kTop - kBottom) * (1 - value / highest); }
};

std::string colour_of(std::size_t line) { return "s" + std::to_string(line % kColours + 1); }

std::string dash_of(std::size_t line) {
  const char* dash = kDashes[line / kColours % kDashes.size()];
  return *dash == '\0' ? "" : " stroke-dasharray=\"" + std::string(dash) + "\"";
}

std::string grid(const Chart& chart, const Frame& frame) {
  std::string svg;
  for (const double share : {0.0, 0.5, 1.0}) {
    const double value = frame.highest * share;
    const std::string y = coordinate(frame.y(value));
    svg += "<path class=\"grid\" d=\"M" + coordinate(kLeft) + " " + y + "H" + coordinate(kWidth - kRight) + "\"/>" +
           "<text class=\"tick end\" x=\"" + coordinate(kLeft - 6) + "\" y=\"" + y + "\" dy=\"4\">" +
           markup_text(chart.label(value)) + "</text>";
  }
  for (std::size_t i = 0; i < chart.places.size(); ++i) {
    svg += "<text class=\"tick middle\" x=\"" + coordinate(frame.x(i)) + "\" y=\"" + coordinate(kHeight - 8) + "\">" +
           markup_text(chart.places[i]) + "</text>";
  }
  return svg;
}

std::string line_svg(const ChartLine& line, std::size_t number, const Frame& frame, const Chart& chart) {
  std::string path, dots;
  for (std::size_t i = 0; i < line.points.size(); ++i) {
    if (!line.points[i]) continue;
    const ChartPoint& point = *line.points[i];
    const std::string x = coordinate(frame.x(i)), y = coordinate(frame.y(point.value));
    path += (path.empty() ? "M" : "L") + x + " " + y;
    const std::string kind = point.is_measured ? "fill" : "line";
    dots += "<circle class=\"" + colour_of(number) + " " + kind + "\" cx=\"" + x + "\" cy=\"" + y + "\" r=\"4\"><title>" +
            markup_text(line.name + ", " + chart.places[i] + ": " + chart.label(point.value) +
                        (point.is_measured ? ", measured" : ", modelled")) +
            "</title></circle>";
  }
  return "<path class=\"" + colour_of(number) + " line\"" + dash_of(number) + " d=\"" + path + "\"/>" + dots;
}

std::string legend(const Chart& chart) {
  std::string html = "<p class=\"legend\">";
  for (std::size_t i = 0; i < chart.lines.size(); ++i) {
    html += "<span><svg class=\"key\" viewBox=\"0 0 10 10\" aria-hidden=\"true\"><path class=\"" + colour_of(i) +
            " line\" stroke-width=\"3\"" + dash_of(i) + " d=\"M0 5H10\"/></svg> " + markup_text(chart.lines[i].name) +
            "</span> ";
  }
  return html + "</p>";
}

}  // namespace

std::string chart_svg(const Chart& chart) {
  const Frame frame{chart.places.size(), highest_of(chart)};
  std::string svg = "<figure><figcaption>" + markup_text(chart.title) + "</figcaption><svg class=\"plot\" viewBox=\"0 0 " +
                    coordinate(kWidth) + " " + coordinate(kHeight) + "\" role=\"img\" aria-label=\"" +
                    markup_text(chart.title) + "\">" + grid(chart, frame);
  for (std::size_t i = 0; i < chart.lines.size(); ++i) svg += line_svg(chart.lines[i], i, frame, chart);
  return svg + "</svg>" + legend(chart) + "</figure>\n";
}

}  // namespace ingot::bench
