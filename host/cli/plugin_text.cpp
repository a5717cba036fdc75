#include "host/cli/plugin_text.hpp"

#include "host/base/json_text.hpp"
#include "host/base/text.hpp"

namespace ingot::cli {

std::string part_planning(const plugin::Manifest& manifest) {
  switch (manifest.part_planning) {
    case plugin::PartPlanning::client:
      return "host";
    case plugin::PartPlanning::server:
      return "vendor";
    case plugin::PartPlanning::single:
      return "one stream";
    case plugin::PartPlanning::none:
      return "no bytes";
  }
  return "";
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::vector<std::string> limits_of(const plugin::Limits& limits) {
  std::vector<std::string> known;
  if (limits.part_max != plugin::kNoLimit) {
    known.push_back("parts of " + human_bytes(limits.part_min) + " to " +
                    human_bytes(limits.part_max) + ", up to " + std::to_string(limits.parts_max));
  }
  if (limits.size_max != plugin::kNoLimit)
    known.push_back("files up to " + human_bytes(limits.size_max));
  if (limits.in_flight > 0) known.push_back(std::to_string(limits.in_flight) + " requests at once");
  if (limits.rate_per_minute > 0)
    known.push_back(std::to_string(limits.rate_per_minute) + " requests a minute");
  for (const auto& [name, rate] : limits.rates) {
    known.push_back(name + " " + std::to_string(rate.per_minute) + " a minute" +
                    (rate.key.empty() ? "" : " (" + rate.key + ")"));
  }
  return known;
}

std::string json_list(const std::vector<std::string>& words) {
  std::string text = "[";
  for (const auto& word : words) text += (text.size() > 1 ? "," : "") + json_string(word);
  return text + "]";
}

static std::string json_bound(std::uint64_t value) {
  return value == plugin::kNoLimit ? "null" : std::to_string(value);
}

std::string json_limits(const plugin::Limits& limits) {
  std::string rates;
  for (const auto& [name, rate] : limits.rates) {
    rates += (rates.empty() ? "" : ",") + json_string(name) + ":" + std::to_string(rate.per_minute);
  }
  return "{\"part_min\":" + std::to_string(limits.part_min) +
         ",\"part_max\":" + json_bound(limits.part_max) +
         ",\"parts_max\":" + std::to_string(limits.parts_max) +
         ",\"size_min\":" + std::to_string(limits.size_min) +
         ",\"size_max\":" + json_bound(limits.size_max) +
         ",\"batch_max\":" + std::to_string(limits.batch_max) +
         ",\"in_flight\":" + std::to_string(limits.in_flight) +
         ",\"rate_per_minute\":" + std::to_string(limits.rate_per_minute) +
         ",\"rates_per_minute\":{" + rates + "}}";
}

}  // namespace ingot::cli
