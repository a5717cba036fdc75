#include "plugins/sessionupload/lab/replies.hpp"

#include <algorithm>
#include <array>

#include <ingot/lab/clock.hpp>

namespace ingot::lab::sessionupload {

namespace {

// The documented numbers are Available 1, Registering 5, Uploading 6, Updating 16, Assembling 18
// and Creating 21. Counting the documented list fits all of them if one number between 7 and 16 is
// vacant; the lab leaves out 15.
int number_of_status(std::string_view status) {
  static constexpr std::array<std::string_view, 23> kByNumber{"",
                                                              "Available",
                                                              "Renaming",
                                                              "Copying",
                                                              "Restoring",
                                                              "Registering",
                                                              "Uploading",
                                                              "Archiving",
                                                              "Archived",
                                                              "PendingArchive",
                                                              "PendingRestore",
                                                              "Restored",
                                                              "Deleting",
                                                              "Moving",
                                                              "SlugReplaced",
                                                              "",
                                                              "Updating",
                                                              "Error",
                                                              "Assembling",
                                                              "Clipping",
                                                              "Placeholder",
                                                              "Creating",
                                                              "Replacing"};
  const auto found = std::find(kByNumber.begin() + 1, kByNumber.end(), status);
  return static_cast<int>(found - kByNumber.begin());
}

Json date_or_null(const std::optional<std::int64_t>& ms) {
  return ms ? Json(iso_date(*ms)) : Json();
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

// Even parts downwards, then odd ones upwards: no client may rely on an order.
std::vector<std::size_t> shuffled(std::size_t count) {
  std::vector<std::size_t> order;
  for (std::size_t i = count; i-- > 0;) {
    if (i % 2 == 1) order.push_back(i);
  }
  for (std::size_t i = 0; i < count; i += 2) order.push_back(i);
  return order;
}

}  // namespace

Reply problem_reply(const Refusal& refusal, const Request& request) {
  Reply reply = json_reply(
      refusal.status,
      Json::object({{"type", "https://httpstatuses.io/" + std::to_string(refusal.status)},
                    {"title", reason_of(refusal.status)},
                    {"status", refusal.status},
                    {"detail", refusal.detail},
                    {"instance", request.raw_path()}}));
  reply.headers.set("Content-Type", "application/problem+json; charset=utf-8");
  if (refusal.status == 401) reply.headers.add("WWW-Authenticate", "Bearer");
  return reply;
}

Reply json_reply(int status, const Json& json) {
  Reply reply;
  reply.status = status;
  reply.headers.add("Content-Type", "application/json; charset=utf-8");
  reply.body = json.dump();
  return reply;
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = text[i];
    const bool is_hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (is_dash ? c != '-' : !is_hex) return false;
  }
  return true;
}

Json upload_json(const Upload& upload, std::span<const std::string> urls,
                 const SessionUploadOptions& options) {
  Json::List parts;
  for (const std::size_t index : shuffled(upload.parts.size())) {
    const Part& part = upload.parts[index];
    parts.push_back(
        Json::object({{"id", part.id},
                      {options.part_url_field, urls.empty() ? Json() : Json(urls[index])},
                      {"partNumber", static_cast<int>(index) + options.first_part_number},
                      {"startingPosition", part.first},
                      {"endingPosition", part.last},
                      {"isCompleted", !part.etag.empty()}}));
  }
  return Json::object({{"id", upload.id},
                       {"assetId", upload.asset_id},
                       {"etag", text_or_null(upload.etag)},
                       {"url", options.origin + "/api/admin/asset/upload/" + upload.id},
                       {"contentLength", upload.content_length},
                       {"startDate", iso_date(upload.started_ms)},
                       {"parts", Json::list(std::move(parts))}});
}

Json asset_json(const Asset& asset, const std::string& path, const SessionUploadOptions& options) {
  const bool is_file = asset.type == AssetType::kFile;
  const bool is_archived = asset.state == "Archived" || asset.state == "Restoring";
  const Json status = options.status_form == StatusForm::kText
                          ? Json(asset.state)
                          : Json(number_of_status(asset.state));
  Json json =
      Json::object({{"id", asset.id},
                    {"parentId", is_uuid(asset.parent_id) ? Json(asset.parent_id) : Json()},
                    {"displayName", asset.display_name},
                    {"displayDate", iso_date(asset.display_date_ms)},
                    {"bucketName", "lab-bucket"},
                    {"objectKey", path.substr(1) + (is_file ? "" : "/")},
                    {"fullUrl", "s3://lab-bucket" + path + (is_file ? "" : "/")},
                    {"assetStatus", status},
                    {"storageClass", is_file ? Json(is_archived ? "Glacier" : "Standard") : Json()},
                    {"assetType", is_file ? "File" : "Folder"},
                    {"languageId", text_or_null(asset.language_id)}});
  for (const Json::Member& member : asset.edited) json.set(member.name, member.value);
  return json;
}

Json batch_json(Json::List items) {
  const std::size_t count = items.size();
  return Json::object({{"items", Json::list(std::move(items))}, {"totalItemCount", count}});
}

Json history_json(const Asset& asset) {
  Json::List jobs;
  for (const AssetJob& job : asset.jobs) {
    const bool has_failed = !job.error.empty();
    jobs.push_back(Json::object({{"jobType", job.type},
                                 {"registerDate", iso_date(job.registered_ms)},
                                 {"startDate", iso_date(job.registered_ms)},
                                 {"completeDate", has_failed ? Json() : date_or_null(job.ended_ms)},
                                 {"errorDate", has_failed ? date_or_null(job.ended_ms) : Json()},
                                 {"isErrored", has_failed},
                                 {"description", job.description},
                                 {"displayMessage", text_or_null(job.error)}}));
  }
  return Json::list(std::move(jobs));
}

}  // namespace ingot::lab::sessionupload
