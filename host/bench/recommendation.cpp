#include "host/bench/recommendation.hpp"

#include <algorithm>
#include <cstdio>

#include "host/base/text.hpp"

namespace ingot::bench {

namespace {

constexpr double kAsGood = 1.03;

std::string duration_text(double seconds) {
  return human_duration(std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000)));
}

std::string load_text(const Workload& load) {
  return load.count == 1 ? human_bytes(load.size) : std::to_string(load.count) + " files of " + human_bytes(load.size);
}

// The rows that are alike but for part size and parallelism.
std::vector<Row> comparable(std::span<const Row> rows) {
  Variant variant = rows.front().arm.variant;
  const bool has_tls = std::any_of(rows.begin(), rows.end(), [](const Row& row) { return row.arm.variant.tls == Tls::on; });
  if (has_tls) variant.tls = Tls::on;
  std::vector<Row> alike;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(alike),
               [&](const Row& row) { return row.arm.variant == variant; });
  return alike;
}

// Those that most is known about: run often, else run at all, else all.
std::vector<Row> best_known(const std::vector<Row>& rows) {
  unsigned most = 0;
  for (const Row& row : rows) most = std::max(most, row.runs);
  std::vector<Row> known;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(known), [&](const Row& row) { return row.runs == most; });
  return known;
}

std::string basis_of(const Row& row) {
  if (row.finish_source == Source::measured) return "measured " + std::to_string(row.runs) + " times";
  if (row.source == Source::modelled) return "modelled";
  return "modelled from " + human_bytes(row.load.bytes()) + " that were measured " + std::to_string(row.runs) +
         (row.runs == 1 ? " time" : " times");
}

std::string reason(const Row& best, double slowest, const Workload& load) {
  const double rate = best.finish_seconds > 0 ? static_cast<double>(load.bytes()) / best.finish_seconds : 0;
  std::string text = load_text(load) + " over " + describe(best.arm.link) + " in about " +
                     duration_text(best.finish_seconds) + " (" + human_bytes(static_cast<std::uint64_t>(rate)) +
                     "/s, " + basis_of(best) + ")";
  if (slowest > best.finish_seconds * kAsGood) {
    char times[32];
    std::snprintf(times, sizeof times, "%.1f", slowest / best.finish_seconds);
    return text + "; the slowest setting takes " + times + " times as long";
  }
  return text + "; all settings are about as fast, this one is the gentlest";
}

}  // namespace

std::vector<Row> rows_of(std::span<const Row> rows, const LinkShape& link) {
  std::vector<Row> found;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(found), [&](const Row& row) { return row.arm.link == link; });
  return found;
}

std::optional<Recommendation> recommend(std::span<const Row> rows, const Workload& load, PartSizes part_sizes) {
  if (rows.empty()) return std::nullopt;
  const std::vector<Row> alike = comparable(rows);
  const auto by_time = [](const Row& a, const Row& b) { return a.finish_seconds < b.finish_seconds; };
  const std::vector<Row> known = best_known(alike);
  const auto slowest = std::max_element(alike.begin(), alike.end(), by_time);
  const auto fastest = std::min_element(known.begin(), known.end(), by_time);
  const Row* best = nullptr;
  for (const Row& row : known) {
    if (row.finish_seconds > fastest->finish_seconds * kAsGood) continue;
    const auto effort = [](const Row& each) { return std::pair(each.arm.in_flight, each.arm.part_size); };
    if (best == nullptr || effort(row) < effort(*best)) best = &row;
  }
  Recommendation found{.row = *best, .job = {}, .line = "use this: ", .why = reason(*best, slowest->finish_seconds, load)};
  const std::string in_flight = "in_flight: " + std::to_string(best->arm.in_flight);
  if (part_sizes == PartSizes::of_client) {
    const std::string part_size = "part_size: " + size_text(best->arm.part_size);
    found.job = "plan: { " + part_size + " }\n";
    found.line += part_size + ", ";
  }
  found.job += "upload: { " + in_flight + " }\n";
  found.line += in_flight;
  return found;
}

}  // namespace ingot::bench
