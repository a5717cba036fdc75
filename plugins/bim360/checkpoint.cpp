// JSON, so that a ledger can be read by eye.
#include "plugins/bim360/checkpoint.hpp"

#include <ingot/kit/json.hpp>

namespace ingot::bim360 {
namespace {

using kit::Json;
using kit::ObjectText;

std::uint32_t number_of(const Json& json) {
  return static_cast<std::uint32_t>(json.integer().value_or(0));
}

std::string list(const std::string& rows, const std::string& row) {
  return rows + (rows.size() > 1 ? "," : "") + row;
}

}  // namespace

std::string Checkpoint::to_json() const {
  std::string groups = "[", placed = "[", opened = "[";
  for (const CreationGroup& group : queue) {
    std::string members = "[";
    for (const std::uint32_t item : group.items) members = list(members, std::to_string(item));
    ObjectText row;
    row.number("n", group.number).number("since", group.since_ms).number("reposts", group.reposts);
    groups = list(groups, row.raw("items", members + "]").str());
  }
  for (const auto& [item, asset] : assets)
    placed =
        list(placed,
             ObjectText().number("i", item).text("id", asset.id).flag("ours", asset.is_ours).str());
  for (const auto& [item, upload] : uploads)
    opened = list(
        opened,
        ObjectText().number("i", item).text("key", upload.key).number("round", upload.round).str());
  ObjectText out;
  out.number("next", next_group).number("writes", static_cast<std::int64_t>(writes));
  out.raw("queue", groups + "]").raw("assets", placed + "]").raw("uploads", opened + "]");
  return out.str();
}

Checkpoint Checkpoint::read(std::string_view json, std::uint32_t schema) {
  Checkpoint state;
  const auto root = Json::parse(json);
  if (!root || schema != kSchema) return state;
  state.next_group = number_of((*root)["next"]);
  state.writes = number_of((*root)["writes"]);
  const Json groups = (*root)["queue"], placed = (*root)["assets"], opened = (*root)["uploads"];
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const Json row = groups.at(i), items = row["items"];
    CreationGroup group;
    group.number = number_of(row["n"]);
    group.since_ms = row["since"].integer().value_or(0);
    group.reposts = number_of(row["reposts"]);
    for (std::size_t k = 0; k < items.size(); ++k) group.items.push_back(number_of(items.at(k)));
    state.queue.push_back(std::move(group));
  }
  for (std::size_t i = 0; i < placed.size(); ++i) {
    const Json row = placed.at(i);
    state.assets[number_of(row["i"])] = {row["id"].text(), row["ours"].boolean().value_or(false)};
  }
  for (std::size_t i = 0; i < opened.size(); ++i) {
    const Json row = opened.at(i);
    state.uploads[number_of(row["i"])] = {row["key"].text(), number_of(row["round"])};
  }
  return state;
}

}  // namespace ingot::bim360
