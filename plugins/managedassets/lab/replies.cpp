#include "plugins/managedassets/lab/replies.hpp"

#include <ingot/lab/clock.hpp>

#include "plugins/managedassets/lab/catalogue.hpp"

namespace ingot::lab::managedassets {

Reply json_reply(int status, const Json& json) {
  Reply reply;
  reply.status = status;
  reply.headers.add("Content-Type", "application/json");
  reply.body = json.dump();
  return reply;
}

Reply error_reply(const Refusal& refusal) {
  return json_reply(refusal.status, Json::object({{"status", refusal.status},
                                                  {"error", reason_of(refusal.status)},
                                                  {"message", refusal.message}}));
}

Json asset_json(const Asset& asset, const ManagedAssetsOptions& options) {
  Json json = Json::object({{"id", asset.id}});
  if (asset.uri) json.set("uri", *asset.uri);
  if (options.managed_spelling == ManagedSpelling::kText) {
    json.set("managed", asset.is_managed ? "true" : "false");
  } else {
    json.set("managed", asset.is_managed);
  }
  json.set("metadata", asset.metadata);
  json.set(options.expiry_name, asset.expires_ms ? Json(iso_date(*asset.expires_ms)) : Json());
  json.set("version", asset.version);
  json.set("createdOn", iso_date(asset.created_ms));
  json.set("modifiedOn", iso_date(asset.modified_ms));
  if (asset.content) json.set("size", asset.content->told_size);
  if (!asset.fetch_error.empty()) json.set("fetchError", asset.fetch_error);
  if (asset.deleted_ms) json.set("deletedOn", iso_date(*asset.deleted_ms));
  return json;
}

}  // namespace ingot::lab::managedassets
