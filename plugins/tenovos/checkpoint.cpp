#include "plugins/tenovos/checkpoint.hpp"

#include <charconv>

#include <ingot/kit/json.hpp>

namespace ingot::tenovos {

std::string Checkpoint::to_json() const {
  ObjectText out;
  for (const auto& [index, placed] : items) {
    ObjectText one;
    one.number("round", placed.round).number("since", placed.since_ms);
    one.raw("asset", placed.asset.to_json()).number("parts", placed.cut.count);
    one.number("part_bytes", static_cast<std::int64_t>(placed.cut.part_bytes));
    out.raw(std::to_string(index), one.str());
  }
  return out.str();
}

Checkpoint Checkpoint::read(std::string_view json, std::uint32_t schema) {
  Checkpoint state;
  const auto root = Json::parse(json);
  if (!root || schema != kSchema) return state;
  for (const std::string& key : root->keys()) {
    const Json one = (*root)[key];
    std::uint32_t index = 0;
    const auto read = std::from_chars(key.data(), key.data() + key.size(), index);
    if (read.ec != std::errc()) continue;
    Placed& placed = state.items[index];
    placed.round = static_cast<std::uint32_t>(one["round"].integer().value_or(0));
    placed.since_ms = one["since"].integer().value_or(0);
    placed.asset = Asset::read(one["asset"]);
    placed.cut.count = static_cast<std::uint32_t>(one["parts"].integer().value_or(0));
    placed.cut.part_bytes = static_cast<std::uint64_t>(one["part_bytes"].integer().value_or(0));
  }
  return state;
}

}  // namespace ingot::tenovos
