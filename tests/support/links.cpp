#include "tests/support/links.hpp"

#include <cstdlib>

namespace ingot::test {

using std::chrono::milliseconds;

std::vector<LinkShape> usual_links() {
  const auto link = [](const char* name, double megabits, int round_trip_ms, double loss_percent) {
    LinkShape shape;
    shape.name = name;
    shape.bits_per_second = megabits * 1e6;
    shape.round_trip = milliseconds(round_trip_ms);
    shape.loss = loss_percent / 100;
    return shape;
  };
  std::vector<LinkShape> links = {
      link("10G_1ms", 10'000, 1, 0),          link("1G_10ms", 1000, 10, 0),
      link("1G_40ms_0.1%", 1000, 40, 0.1),    link("100M_20ms", 100, 20, 0),
      link("100M_100ms_0.5%", 100, 100, 0.5), link("1G_150ms_0.01%", 1000, 150, 0.01),
      link("10G_80ms", 10'000, 80, 0),        link("100M_300ms_1%", 100, 300, 1),
      link("10G_300ms", 10'000, 300, 0),      link("1G_30ms_429_above_20", 1000, 30, 0),
      link("1G_30ms_crowded_above_12", 1000, 30, 0),
  };
  LinkShape& throttling = links[links.size() - 2];
  throttling.window_max = 256 << 10;
  throttling.throttled_above = 20;
  links.back().contended_above = 12;
  links.back().contention = 0.02;
  return links;
}

LinkShape usual_link(const std::string& name) {
  for (auto& link : usual_links()) {
    if (link.name == name) return link;
  }
  std::abort();
}

}  // namespace ingot::test
