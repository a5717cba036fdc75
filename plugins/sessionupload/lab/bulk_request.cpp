#include "plugins/sessionupload/lab/bulk_request.hpp"

namespace ingot::lab::sessionupload {

namespace {

// A folder's id, alone or as the only one of a list: the documents show no form.
std::optional<std::string> destination_of(const Json& given) {
  const bool is_list = given.items() != nullptr;
  if (is_list && given.size() != 1) return std::nullopt;
  const Json& id = is_list ? given[std::size_t{0}] : given;
  if (id.text() == nullptr || !is_uuid(*id.text())) return std::nullopt;
  return *id.text();
}

}  // namespace

Answer<BulkRequest> read_bulk(const Json& body, BulkKind kind) {
  BulkRequest request;
  for (const Json::Member& member : *body.members()) {
    if (member.name == "actionArguments" || member.name == "targetIds") continue;
    if (member.name != "batchAction") return Refusal{400, member.name + ": unknown property"};
    if (!member.value.is_null() && member.value.text() == nullptr) {
      return Refusal{400, "batchAction: a string is required"};
    }
  }
  if (kind == BulkKind::kMove) {
    const std::optional<std::string> destination = destination_of(body["actionArguments"]);
    if (!destination) return Refusal{400, "actionArguments: a folder's UUID is required"};
    request.destination = *destination;
  }
  const Json& targets = body["targetIds"];
  const bool may_lack = kind == BulkKind::kMove && targets.is_null();
  if (!may_lack && (targets.items() == nullptr || targets.size() == 0)) {
    return Refusal{400, "targetIds: a list of UUIDs is required"};
  }
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (targets[i].text() == nullptr || !is_uuid(*targets[i].text())) {
      return Refusal{400, "targetIds: a list of UUIDs is required"};
    }
    request.target_ids.push_back(*targets[i].text());
  }
  return request;
}

}  // namespace ingot::lab::sessionupload
