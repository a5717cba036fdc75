// POST /asset/complete: the end of uploads that were answered with an uploadId.
#include <algorithm>
#include <array>

#include "plugins/tenovos/lab/upload_desk.hpp"

namespace ingot::lab::tenovos {

namespace {

constexpr std::array<std::string_view, 7> kProperties{
    "fileId", "filename", "filesize", "action", "originalFileId", "uploadId", "parts"};

// The one text that is documented, with the lab's detail (tenovos.md 2.6).
Refusal missing_fields(std::string detail) {
  return {400, "Failed to parse asset: Missing fields", std::move(detail), ErrorBody::kStatus};
}

Refusal cannot_finish(std::string message) {
  return {400, "Failed to complete asset: " + std::move(message), {}, ErrorBody::kStatus};
}

// parts[]: {partNumber, etag} and nothing else; the etag with or without quotes.
Answer<std::vector<PartTag>> read_parts(const Json& json) {
  if (json.items() == nullptr) return missing_fields("parts: an array is required");
  std::vector<PartTag> parts;
  for (const Json& part : *json.items()) {
    const std::string at = "parts[" + std::to_string(parts.size()) + "]";
    const std::int64_t* number = part["partNumber"].integer();
    const std::string* etag = part["etag"].text();
    if (number == nullptr) return missing_fields(at + ".partNumber: a number is required");
    if (etag == nullptr || etag->empty()) return missing_fields(at + ".etag: a string is required");
    if (part.size() != 2) return missing_fields(at + ": unknown property");
    parts.push_back({*number, *etag});
  }
  return parts;
}

}  // namespace

struct UploadDesk::Completion {
  std::string file_id;
  std::string action;
  std::string upload_id;
  std::optional<std::string> filename;
  std::optional<std::uint64_t> filesize;
  std::string original_file_id;
  std::vector<PartTag> parts;
  Asset asset;  // the one with that file id
};

Answer<Json> UploadDesk::finish(const Json& body) {
  Answer<Completion> read = read_completion(body);
  if (auto* refusal = std::get_if<Refusal>(&read)) return std::move(*refusal);
  Completion& completion = std::get<Completion>(read);
  const std::optional<KnownAsset> known = catalogue_.find(completion.file_id);
  if (!known || known->asset.file_id != completion.file_id) return asset_not_found();
  completion.asset = known->asset;
  if (auto refusal = check_completion(completion)) return std::move(*refusal);
  Answer<Json> done = completion.action == "complete" ? complete(completion) : cancel(completion);
  return done;
}

Answer<UploadDesk::Completion> UploadDesk::read_completion(const Json& body) {
  if (auto refusal = check_properties(body)) return std::move(*refusal);
  Completion completion;
  for (const auto& [name, into] :
       {std::pair{"fileId", &completion.file_id}, std::pair{"action", &completion.action},
        std::pair{"uploadId", &completion.upload_id}}) {
    const std::string* text = body[name].text();
    if (text == nullptr || text->empty()) {
      return missing_fields(std::string(name) + ": a string is required");
    }
    *into = *text;
  }
  if (completion.action != "complete" && completion.action != "cancel") {
    return missing_fields("action: must be complete or cancel, in small letters");
  }
  if (const Json* original = body.find("originalFileId")) {
    if (original->text() == nullptr) return missing_fields("originalFileId: must be a string");
    completion.original_file_id = *original->text();
  }
  const bool needs_all =
      completion.action == "complete" || options_.cancel_form == CancelForm::kAllFields;
  const auto is_absent = [&](const char* name) { return !needs_all && body.find(name) == nullptr; };
  if (!is_absent("filename")) {
    if (body["filename"].text() == nullptr) return missing_fields("filename: a string is required");
    completion.filename = *body["filename"].text();
  }
  if (!is_absent("filesize")) {
    const std::int64_t* size = body["filesize"].integer();
    if (size == nullptr || *size < 0) return missing_fields("filesize: a whole number is required");
    completion.filesize = static_cast<std::uint64_t>(*size);
  }
  if (is_absent("parts")) return completion;
  Answer<std::vector<PartTag>> parts = read_parts(body["parts"]);
  if (auto* refusal = std::get_if<Refusal>(&parts)) return std::move(*refusal);
  completion.parts = std::move(std::get<std::vector<PartTag>>(parts));
  return completion;
}

std::optional<Refusal> UploadDesk::check_properties(const Json& body) {
  for (const Json::Member& member : *body.members()) {
    if (std::find(kProperties.begin(), kProperties.end(), member.name) != kProperties.end()) {
      continue;
    }
    audit_.violate("unknown_property", "POST /asset/complete: " + member.name);
    if (options_.unknown_property == UnknownProperty::kRefuse) {
      return missing_fields(member.name + ": unknown property");
    }
  }
  return std::nullopt;
}

// Does the request name the upload that was begun, and as it was begun? A service that only hands
// the list on to S3 would not notice, so the audit is told.
std::optional<Refusal> UploadDesk::check_completion(const Completion& completion) {
  const Asset& asset = completion.asset;
  if (asset.upload_kind != UploadKind::kMultipart || asset.upload_id != completion.upload_id) {
    return cannot_finish("the upload does not belong to this file");
  }
  const bool is_other_name = completion.filename && *completion.filename != asset.order.filename;
  const bool is_other_size =
      completion.filesize && asset.order.filesize && *completion.filesize != *asset.order.filesize;
  const bool is_other_original =
      !completion.original_file_id.empty() && completion.original_file_id != asset.original_file_id;
  if (!is_other_name && !is_other_size && !is_other_original) return std::nullopt;
  const std::string what = is_other_name   ? "filename"
                           : is_other_size ? "filesize"
                                           : "originalFileId";
  audit_.violate("complete_differs_from_create", asset.order.filename + ": " + what);
  return cannot_finish(what + " is not that of the create");
}

namespace {

Json finished_json(const Asset& asset, const std::string& action) {
  return Json::object({{"fileId", asset.file_id},
                       {"filename", asset.order.filename},
                       {"action", action},
                       {"originalFileId", asset.original_file_id},
                       {"uploadId", asset.upload_id},
                       {"s3Key", "masters/" + asset.file_id + "/" + asset.order.filename},
                       {"status", "success"}});
}

}  // namespace

Answer<Json> UploadDesk::complete(const Completion& completion) {
  const Asset& asset = completion.asset;
  if (asset.upload_state == UploadState::kCompleted &&
      options_.second_completion == SecondCompletion::kRepeatReply) {
    return finished_json(asset, completion.action);
  }
  if (asset.upload_state == UploadState::kOpen && completion.parts.size() != asset.parts) {
    audit_.violate("incomplete_part_list", asset.order.filename + ": " +
                                               std::to_string(completion.parts.size()) + " of " +
                                               std::to_string(asset.parts));
    return cannot_finish("parts must list every part");
  }
  if (asset.upload_state == UploadState::kOpen) check_tiling(asset);
  auto joined = store_.complete(asset.upload_id, completion.parts);
  if (const auto* refusal = std::get_if<StoreRefusal>(&joined)) {
    if (refusal->status >= 500) return internal_error();
    return cannot_finish(refusal->code + ": " + refusal->message);
  }
  catalogue_.finish_upload(asset.upload_id, std::move(std::get<StoredObject>(joined)),
                           clock_.now_ms());
  return finished_json(asset, completion.action);
}

// tenovos.md 2.10, trap 11: S3 accepts other sizes, so only the audit can tell.
void UploadDesk::check_tiling(const Asset& asset) {
  for (const HeldPart& part : store_.parts_of(asset.upload_id)) {
    if (static_cast<std::size_t>(part.number) >= asset.parts) continue;  // the last has the rest
    if (part.size == options_.part_bytes) continue;
    audit_.violate("part_size_not_exact", asset.order.filename + " part " +
                                              std::to_string(part.number) + ": " +
                                              std::to_string(part.size) + " bytes, not " +
                                              std::to_string(options_.part_bytes));
  }
}

Answer<Json> UploadDesk::cancel(const Completion& completion) {
  const Asset& asset = completion.asset;
  if (asset.upload_state == UploadState::kCompleted) {
    audit_.violate("cancelled_after_completion", asset.order.filename);
    return cannot_finish("the upload is complete already");
  }
  store_.abort(asset.upload_id);
  catalogue_.cancel_upload(asset.upload_id);
  if (options_.cancel_reach == CancelReach::kDeletesAsset) {
    catalogue_.change(asset.object_id, clock_.now_ms(), [](Asset& one) { one.is_deleted = true; });
  }
  return finished_json(asset, completion.action);
}

}  // namespace ingot::lab::tenovos
