#include "host/bench/link_shape.hpp"

#include <charconv>
#include <cstdio>
#include <optional>

#include "host/base/text.hpp"

namespace ingot::bench {

namespace {

struct Unit {
  std::string_view name;
  double factor;
};
constexpr Unit kRates[] = {{"kbps", 1e3 / 8}, {"Mbps", 1e6 / 8}, {"Gbps", 1e9 / 8}};
constexpr Unit kTimes[] = {{"us", 1e3}, {"ms", 1e6}, {"s", 1e9}};
constexpr Unit kShares[] = {{"%", 0.01}};
constexpr double kSlowest = 64e3 / 8, kFastest = 1e12 / 8, kFarthest = 10e9, kLossiest = 0.2;

// "0.5ms" with the units of times; nullopt: no number, or none of the units.
template <std::size_t N>
std::optional<double> quantity(std::string_view text, const Unit (&units)[N]) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc{} || number < 0) return std::nullopt;
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  for (const Unit& each : units) {
    if (unit == each.name) return number * each.factor;
  }
  if (unit.empty() && number == 0) return 0;
  return std::nullopt;
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t comma = text.find(',');
    parts.push_back(text.substr(0, comma));
    if (comma == text.npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

Error wrong(std::string_view text, const std::string& why) {
  std::string presets;
  for (const LinkPreset& preset : link_presets()) presets += ", " + std::string(preset.name);
  return Error{ErrorKind::invalid, "link `" + printable(text) + "`: " + why +
                                       "; write RATE,RTT,LOSS such as 1Gbps,40ms,0.1%, or one of none" + presets};
}

std::string number_text(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", number);
  return text;
}

}  // namespace

const std::vector<LinkPreset>& link_presets() {
  // Upstream rates that are commonly sold, and round trips as they are within a building, to a provider's nearest
  // region, across an ocean, and over a geostationary satellite.
  static const std::vector<LinkPreset> kPresets = {{"lan", "1Gbps,0.5ms,0"},      {"dsl", "40Mbps,25ms,0.1%"},
                                                   {"wan", "1Gbps,40ms,0.01%"},   {"ocean", "1Gbps,150ms,0.02%"},
                                                   {"backbone", "10Gbps,80ms,0"}, {"satellite", "20Mbps,600ms,0.1%"}};
  return kPresets;
}

Result<LinkShape> parse_link(std::string_view text) {
  if (text == "none") return LinkShape{.name = "none"};
  for (const LinkPreset& preset : link_presets()) {
    if (preset.name != text) continue;
    INGOT_TRY(LinkShape link, parse_link(preset.shape));
    link.name = text;
    return link;
  }
  const auto parts = split(text);
  if (parts.size() < 2 || parts.size() > 3) return wrong(text, "there are two or three values, separated by commas");
  const auto rate = quantity(parts[0], kRates);
  if (!rate) return wrong(text, "`" + printable(parts[0]) + "` is no rate in kbps, Mbps or Gbps");
  if (*rate < kSlowest || *rate > kFastest) return wrong(text, "the rate is from 64kbps to 1000Gbps");
  const auto rtt = quantity(parts[1], kTimes);
  if (!rtt) return wrong(text, "`" + printable(parts[1]) + "` is no round-trip time in us, ms or s");
  if (*rtt > kFarthest) return wrong(text, "the round-trip time is at most 10s");
  const auto loss = parts.size() < 3 ? std::optional(0.0) : quantity(parts[2], kShares);
  if (!loss) return wrong(text, "`" + printable(parts[2]) + "` is no loss in %");
  if (*loss > kLossiest) return wrong(text, "the loss is at most 20%");
  // A lost segment costs round trips: without one there is nothing it could cost.
  if (*loss > 0 && *rtt <= 0) return wrong(text, "loss needs a round-trip time");
  return LinkShape{.name = std::string(text),
                   .bytes_per_second = *rate,
                   .rtt = std::chrono::nanoseconds(static_cast<std::int64_t>(*rtt)),
                   .loss = *loss};
}

std::string describe(const LinkShape& link) {
  if (!link.is_shaped()) return "this machine's loopback";
  const double bits = link.bytes_per_second * 8;
  const std::string rate = bits >= 1e9   ? number_text(bits / 1e9) + " Gbit/s"
                           : bits >= 1e6 ? number_text(bits / 1e6) + " Mbit/s"
                                         : number_text(bits / 1e3) + " kbit/s";
  return rate + ", " + number_text(static_cast<double>(link.rtt.count()) / 1e6) + " ms, " +
         (link.loss > 0 ? number_text(link.loss * 100) + " % lost" : "nothing lost");
}

}  // namespace ingot::bench
