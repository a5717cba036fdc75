// The state blob is JSON, so that a ledger can be read by eye.
#include "plugins/dash/checkpoint.hpp"

#include <ingot/kit/json.hpp>

#include "plugins/dash/kit.hpp"

namespace ingot::dash {
namespace {

std::uint32_t number_of(const Json& json) {
  return static_cast<std::uint32_t>(json.integer().value_or(0));
}

}  // namespace

std::string Checkpoint::to_json() const {
  std::string out = "{\"next\":" + std::to_string(next_creation);
  if (lists_early) out += std::string(",\"lists_early\":") + (*lists_early ? "true" : "false");
  out += ",\"creations\":[";
  for (const Creation& creation : creations) {
    if (out.back() != '[') out += ',';
    out += "{\"n\":" + std::to_string(creation.number) +
           ",\"since\":" + std::to_string(creation.since_ms) +
           ",\"tries\":" + std::to_string(creation.tries) + ",\"job\":" + quote(creation.job_id) +
           ",\"items\":[";
    for (const std::uint32_t item : creation.items) {
      if (out.back() != '[') out += ',';
      out += std::to_string(item);
    }
    out += "]}";
  }
  out += "],\"placed\":[";
  for (const auto& [item, place] : placed) {
    if (out.back() != '[') out += ',';
    out += "{\"i\":" + std::to_string(item) + ",\"asset\":" + quote(place.asset_id) +
           ",\"upload\":" + quote(place.upload_id) + ",\"n\":" + std::to_string(place.upload) + "}";
  }
  return out + "]}";
}

Checkpoint Checkpoint::read(std::string_view json, std::uint32_t schema) {
  Checkpoint state;
  const auto root = Json::parse(json);
  if (!root || schema != kSchema) return state;
  state.next_creation = number_of((*root)["next"]);
  state.lists_early = (*root)["lists_early"].boolean();
  const Json creations = (*root)["creations"];
  for (std::size_t i = 0; i < creations.size(); ++i) {
    const Json row = creations.at(i);
    Creation creation{number_of(row["n"]),
                      row["since"].integer().value_or(0),
                      number_of(row["tries"]),
                      row["job"].text(),
                      {}};
    for (std::size_t k = 0; k < row["items"].size(); ++k) {
      creation.items.push_back(number_of(row["items"].at(k)));
    }
    state.creations.push_back(std::move(creation));
  }
  const Json placed = (*root)["placed"];
  for (std::size_t i = 0; i < placed.size(); ++i) {
    const Json row = placed.at(i);
    state.placed[number_of(row["i"])] =
        Placed{row["asset"].text(), row["upload"].text(), number_of(row["n"])};
  }
  return state;
}

}  // namespace ingot::dash
