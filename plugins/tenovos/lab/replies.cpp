#include "plugins/tenovos/lab/replies.hpp"

#include <array>
#include <cstdio>

#include <ingot/lab/clock.hpp>

namespace ingot::lab::tenovos {

namespace {

constexpr const char* kUser = "1ab00000-0000-4000-8000-000000000010";
constexpr const char* kCustomer = "1571671850000";

Json technical_json(const Asset& asset, FileView view) {
  if (view == FileView::kNothing || !asset.stored) return Json::object();
  Json core = Json::object(
      {{"fileName", asset.order.filename}, {"fileSize", size_text(asset.stored->size)}});
  if (view == FileView::kEverything && asset.stored->md5) {
    core.set("MD5Checksum", *asset.stored->md5);
  }
  return Json::object({{"tenovos_metadata", std::move(core)}});
}

Json renditions_json(const Asset& asset, FileView view) {
  if (view != FileView::kEverything || asset.is_federated()) return Json::object();
  const std::string folder = "https://content.tenovos.test/" + asset.file_id + "/";
  return Json::object(
      {{"imageThumb", folder + "200x200.png"}, {"imagePreview", folder + "700x700.png"}});
}

Json security_json(const Asset& asset) {
  Json ids = Json::list();
  for (const std::string& id : asset.order.security_template_ids) ids.push(id);
  return ids;
}

}  // namespace

Refusal unauthorized() {
  return {401, "Unauthorized"};
}
Refusal forbidden(std::string detail) {
  return {403, "Forbidden", std::move(detail)};
}
Refusal asset_not_found() {
  return {403, "Asset not found"};
}
Refusal internal_error() {
  return {502, "Internal server error"};
}

Reply json_reply(int status, const Json& json) {
  Reply reply;
  reply.status = status;
  reply.headers.add("Content-Type", "application/json");
  reply.body = json.dump();
  return reply;
}

Reply error_reply(const Refusal& refusal) {
  Json json = Json::object();
  if (refusal.body == ErrorBody::kStatus) json.set("status", "error");
  json.set("message", refusal.message);
  if (!refusal.detail.empty()) json.set("detail", refusal.detail);
  return json_reply(refusal.status, json);
}

std::string size_text(std::uint64_t bytes) {
  static constexpr std::array kUnits{"bytes", "kB", "MB", "GB", "TB"};
  double shown = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (shown >= 1000 && unit + 1 < kUnits.size()) {
    shown /= 1000;
    ++unit;
  }
  std::array<char, 32> text{};
  const bool has_decimals = unit > 0 && shown < 10;
  std::snprintf(text.data(), text.size(), has_decimals ? "%.1f %s" : "%.0f %s", shown,
                kUnits[unit]);
  return text.data();
}

const char* lab_user_id() {
  return kUser;
}

Json asset_json(const KnownAsset& known, FileView view) {
  const Asset& asset = known.asset;
  const char* state = asset.is_deleted ? "recycle bin" : "available";
  Json json = Json::object({{"objectId", asset.object_id},
                            {"objectType", "Asset"},
                            {"customerId", kCustomer},
                            {"fileId", asset.file_id},
                            {"originalFileId", asset.original_file_id},
                            {"filename", asset.order.filename},
                            {"createdBy", kUser},
                            {"createdEpoch", asset.created_ms},
                            {"lastUpdatedBy", kUser},
                            {"lastUpdatedEpoch", asset.updated_ms},
                            {"currentVersion", known.is_current ? "Y" : "N"},
                            {"versionNumber", asset.created_ms},
                            {"fileState", state},
                            {"metadataState", state},
                            {"metadataTemplateId", asset.order.metadata_template_id},
                            {"metadata", asset.order.metadata},
                            {"securityTemplateIds", security_json(asset)},
                            {"renditions", renditions_json(asset, view)},
                            {"technicalMetadata", technical_json(asset, view)}});
  if (asset.is_federated()) json.set("contentPath", asset.order.content_path);
  return json;
}

Json asset_details_json(const KnownAsset& known, FileView view) {
  const Asset& asset = known.asset;
  Json json = Json::object({{"objectId", asset.object_id},
                            {"fileId", asset.file_id},
                            {"originalFileId", asset.original_file_id},
                            {"filename", asset.order.filename},
                            {"createdBy", kUser},
                            {"createdDate", iso_date(asset.created_ms)},
                            {"lastUpdatedDate", iso_date(asset.updated_ms)},
                            {"currentVersion", known.is_current ? "Y" : "N"},
                            {"fileState", asset.is_deleted ? "recycle bin" : "available"},
                            {"technicalMetadata", technical_json(asset, view)}});
  if (view != FileView::kNothing && asset.stored) {
    json.set("fileSizeInBytes", asset.stored->size);
  }
  return json;
}

}  // namespace ingot::lab::tenovos
