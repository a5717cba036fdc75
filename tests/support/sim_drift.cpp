#include "tests/support/sim_drift.hpp"

#include <ingot/lab/faults.hpp>
#include <ingot/lab/json.hpp>

namespace ingot::test {

using lab::Json;

namespace {

enum class Shape { plain, map };

Json drifted(const Json& json, const Drift& drift, Shape shape) {
  if (const auto* items = json.items()) {
    Json list = Json::list();
    for (const Json& item : *items) list.push(drifted(item, drift, Shape::plain));
    return list;
  }
  const auto* members = json.members();
  if (members == nullptr) return json;
  Json object = Json::object();
  for (const auto& [name, value] : *members) {
    if (drift.lacks.contains(name)) continue;
    object.set(name, drifted(value, drift, drift.maps.contains(name) ? Shape::map : Shape::plain));
  }
  if (drift.adds_members && shape == Shape::plain)
    object.set("addedLater", Json::object({{"of", Json::list({1, "two", nullptr})}}));
  return object;
}

}  // namespace

DriftingService::DriftingService(lab::Emulator& lab, Drift drift)
    : lab_(lab), drift_(std::move(drift)), seen_(drift_.token_ends.size()) {}

lab::Reply DriftingService::handle(lab::Request& request) {
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    const TokenEnd& end = drift_.token_ends[i];
    if (end.method != "*" && end.method != request.method) continue;
    if (!lab::matches_glob(end.path, request.raw_path()) || ++seen_[i] != end.nth) continue;
    lab_.expire_tokens();
    ++changes_;
  }
  lab::Reply reply = lab_.handle(request);
  if (!drift_.adds_members && drift_.lacks.empty()) return reply;
  if (reply.status / 100 != 2 || reply.body.empty()) return reply;
  const auto json = Json::parse(reply.body);
  if (!json) return reply;  // an object store's XML
  std::string body = drifted(*json, drift_, Shape::plain).dump();
  if (body != reply.body) ++changes_;
  reply.body = std::move(body);
  return reply;
}

}  // namespace ingot::test
