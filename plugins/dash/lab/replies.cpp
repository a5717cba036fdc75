#include "plugins/dash/lab/replies.hpp"

#include <algorithm>
#include <array>

#include <ingot/lab/clock.hpp>
#include <ingot/lab/uuid.hpp>

namespace ingot::lab::dash {

namespace {

struct FileKind {
  std::string_view extension, file_type, type, sub_type;
};

constexpr FileKind kUnknownKind{"", "OTHER", "application", "octet-stream"};

FileKind kind_of(const std::string& filename) {
  static constexpr std::array kKinds{FileKind{"jpg", "IMAGE", "image", "jpeg"},
                                     FileKind{"jpeg", "IMAGE", "image", "jpeg"},
                                     FileKind{"png", "IMAGE", "image", "png"},
                                     FileKind{"tif", "IMAGE", "image", "tiff"},
                                     FileKind{"mov", "VIDEO", "video", "quicktime"},
                                     FileKind{"mp4", "VIDEO", "video", "mp4"},
                                     FileKind{"wav", "AUDIO", "audio", "wav"},
                                     FileKind{"pdf", "DOCUMENT", "application", "pdf"}};
  const std::string extension = filename.substr(filename.rfind('.') + 1);
  for (const FileKind& kind : kKinds) {
    if (kind.extension == extension) return kind;
  }
  return kUnknownKind;
}

Json action_json(const Asset& asset, const char* action) {
  return Json::object({{"resourceType", "ASSET"}, {"resourceId", asset.id}, {"action", action}});
}

}  // namespace

std::string Account::field_id(const std::string& name) const {
  return make_uuid(seed, "field " + name, 0);
}

bool Account::has_field(const std::string& id) const {
  return id == folder_field_id() ||
         std::any_of(fields.begin(), fields.end(),
                     [&](const auto& name) { return field_id(name) == id; });
}

Json error_json(const Refusal& refusal, std::string_view path, std::int64_t now_ms) {
  return Json::object({{"timestamp", iso_date(now_ms)},
                       {"status", refusal.status},
                       {"error", reason_of(refusal.status)},
                       {"message", refusal.message},
                       {"path", path}});
}

Reply error_reply(const Refusal& refusal, const Request& request, std::int64_t now_ms) {
  Reply reply = json_reply(refusal.status, error_json(refusal, request.raw_path(), now_ms));
  if (refusal.status == 401) reply.headers.add("WWW-Authenticate", "Bearer");
  return reply;
}

Reply json_reply(int status, const Json& json) {
  Reply reply;
  reply.status = status;
  reply.headers.add("Content-Type", "application/json");
  reply.body = json.dump();
  return reply;
}

Json wrapped(Json result, Json actions) {
  return Json::object({{"result", std::move(result)}, {"permittedActions", std::move(actions)}});
}

Json file_json(const AssetFile& file, const std::string& asset_id) {
  const std::string filename = filename_of(file.path);
  const FileKind kind = kind_of(filename);
  Json json =
      Json::object({{"id", file.id},
                    {"assetId", asset_id},
                    {"filename", filename},
                    {"path", file.path},
                    {"fileType", kind.file_type},
                    {"mediaType", Json::object({{"type", kind.type}, {"subType", kind.sub_type}})},
                    {"dateCreated", iso_date(file.created_ms)},
                    {"size", file.stored ? Json(file.stored->size) : Json()}});
  if (file.stored && file.stored->md5) json.set("md5", *file.stored->md5);
  return json;
}

Json asset_json(const Asset& asset, const Account& account) {
  Json values = Json::object();
  values.set(account.folder_field_id(),
             Json::list({make_uuid(account.seed, "folder " + folder_of(asset.path), 0)}));
  for (const auto& [field, texts] : asset.metadata) {
    Json list = Json::list();
    for (const std::string& text : texts) list.push(text);
    values.set(field, std::move(list));
  }
  const AssetFile* whole = asset.whole_file();
  const AssetFile& current = whole != nullptr ? *whole : asset.files.back();
  return Json::object({{"id", asset.id},
                       {"lifecycleStatus", Json::object({{"state", asset.state}})},
                       {"currentAssetFile", file_json(current, asset.id)},
                       {"metadata", Json::object({{"values", std::move(values)}})},
                       {"dateLastModified", iso_date(asset.modified_ms)},
                       {"dateCreated", iso_date(asset.created_ms)}});
}

Json upload_json(const UploadRecord& upload, std::span<const PartUrl> urls) {
  Json list = Json::list();
  for (const PartUrl& url : urls) {
    list.push(Json::object({{"partNumber", url.number}, {"url", url.url}}));
  }
  return Json::object({{"id", upload.id},
                       {"assetId", upload.asset_id},
                       {"assetFileId", upload.file_id},
                       {"path", upload.path},
                       {"size", upload.size},
                       {"partSize", upload.part_size},
                       {"dateCreated", iso_date(upload.created_ms)},
                       {"partUrls", std::move(list)}});
}

Json permitted_actions(const Asset& asset, const Account& account) {
  Json actions = Json::list();
  for (const char* action : {"VIEW_ASSET", "EDIT_ASSET", "DELETE_ASSET", "UPLOAD_ASSET_FILE"}) {
    actions.push(action_json(asset, action));
  }
  if (asset.state == "STAGED") actions.push(action_json(asset, "SEND_ASSET_FOR_APPROVAL"));
  if (asset.state != "LIVE" && account.approval == Approval::kNotNeeded) {
    actions.push(action_json(asset, "APPROVE_ASSET"));
    actions.push(action_json(asset, "PUT_ASSET_LIVE"));
  }
  return actions;
}

}  // namespace ingot::lab::dash
