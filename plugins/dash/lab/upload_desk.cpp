#include "plugins/dash/lab/upload_desk.hpp"

#include <algorithm>

#include <ingot/lab/digest.hpp>

namespace ingot::lab::dash {

namespace {

Refusal not_found(const std::string& what, const std::string& id) {
  return {404, what + " " + id + " does not exist"};
}

// An MD5, or what the store tells instead when it throws bodies away.
bool is_etag(const std::string& text, Storage storage) {
  const std::optional<std::string> raw = from_hex(text);
  return raw && raw->size() == (storage == Storage::kSink ? ObjectStore::kSinkTag : 16);
}

// Reads parts[]: ascending from 1, no gaps, etags without quotes.
Answer<std::vector<PartTag>> read_parts(const Json& json, int expected,
                                         Storage storage) {
  if (json.items() == nullptr) return Refusal{400, "parts: an array is required"};
  std::vector<PartTag> parts;
  for (const Json& part : *json.items()) {
    const std::string at = "parts[" + std::to_string(parts.size()) + "]";
    const std::int64_t* number = part["partNumber"].integer();
    const std::string* etag = part["eTag"].text();
    if (number == nullptr) return Refusal{400, at + ".partNumber: an integer is required"};
    if (etag == nullptr) return Refusal{400, at + ".eTag: a string is required"};
    if (part.size() != 2) return Refusal{400, at + ": unknown property"};
    if (!is_etag(*etag, storage)) return Refusal{400, at + ".eTag: must be 32 hex digits without quotes"};
    if (*number != static_cast<std::int64_t>(parts.size()) + 1) {
      return Refusal{400, at + ".partNumber: every part must be listed in ascending order"};
    }
    parts.push_back({*number, *etag});
  }
  if (parts.size() != static_cast<std::size_t>(expected)) {
    return Refusal{400, "parts: " + std::to_string(parts.size()) + " listed, the upload has " +
                            std::to_string(expected)};
  }
  return parts;
}

}  // namespace

UploadDesk::UploadDesk(const DashOptions& options, const Clock& clock, Catalogue& catalogue,
                       ObjectStore& store)
    : options_(options), clock_(clock), catalogue_(catalogue), store_(store) {}

bool UploadDesk::is_read_only(const std::string& path) const {
  return std::any_of(options_.read_only_folders.begin(), options_.read_only_folders.end(),
                     [&](const std::string& folder) { return path.starts_with(folder + "/"); });
}

Answer<IssuedUpload> UploadDesk::issue(const UploadOrder& order) {
  if (!order.upload_id.empty()) return continue_upload(order);
  if (is_read_only(order.path)) {
    return Refusal{403, "no permission to add assets to folder " + folder_of(order.path)};
  }
  const std::int64_t now = clock_.now_ms();
  if (order.asset_id.empty()) {
    Asset asset = catalogue_.create_asset(order.path, order.size, now);
    const std::string file_id = asset.files.front().id;
    return begin_upload(order, std::move(asset), file_id);
  }
  std::optional<Asset> asset = catalogue_.asset(order.asset_id);
  if (!asset) return not_found("asset", order.asset_id);
  if (order.file_id.empty()) {
    const auto file_id = catalogue_.add_file(order.asset_id, order.path, order.size, now);
    if (!file_id) return not_found("asset", order.asset_id);
    return begin_upload(order, std::move(*asset), *file_id);
  }
  const bool has_file =
      std::any_of(asset->files.begin(), asset->files.end(),
                  [&](const AssetFile& file) { return file.id == order.file_id; });
  if (!has_file) return not_found("asset file", order.file_id);
  return begin_upload(order, std::move(*asset), order.file_id);
}

Answer<IssuedUpload> UploadDesk::begin_upload(const UploadOrder& order, Asset asset,
                                              const std::string& file_id) {
  UploadRecord upload;
  // The object's key ends in the file's name, as keys do; escapes in the URL must survive the
  // client.
  const std::string name = filename_of(order.path).empty() ? "upload" : filename_of(order.path);
  upload.id = store_.create_upload("assets/" + asset.id + "/" + file_id + "/" + name,
                                   static_cast<std::size_t>(order.parts));
  upload.asset_id = asset.id;
  upload.file_id = file_id;
  upload.path = order.path;
  upload.size = order.size;
  upload.part_size = order.part_size;
  upload.parts = order.parts;
  upload.created_ms = clock_.now_ms();
  catalogue_.add_upload(upload);
  return IssuedUpload{std::move(asset), std::move(upload), order.urls};
}

// dash.md 1.8 G9: the same upload again, for further or renewed URLs; nothing else may differ.
Answer<IssuedUpload> UploadDesk::continue_upload(const UploadOrder& order) const {
  const std::optional<UploadRecord> upload = catalogue_.upload(order.upload_id);
  if (!upload) return not_found("upload", order.upload_id);
  std::optional<Asset> asset = catalogue_.asset(upload->asset_id);
  if (!asset) return not_found("asset", upload->asset_id);
  if (upload->is_completed) return Refusal{409, "upload " + upload->id + " is completed already"};
  const bool is_same_asset = order.asset_id.empty() || order.asset_id == upload->asset_id;
  const bool is_same_file = order.file_id.empty() || order.file_id == upload->file_id;
  if (!is_same_asset || !is_same_file) {
    return Refusal{400, "upload " + upload->id + " belongs to another asset or file"};
  }
  if (order.path != upload->path || order.size != upload->size ||
      order.part_size != upload->part_size) {
    return Refusal{400, "upload " + upload->id + " was begun with another path, size or partSize"};
  }
  return IssuedUpload{std::move(*asset), *upload, order.urls};
}

std::vector<PartUrl> UploadDesk::sign(const IssuedUpload& issued) const {
  std::vector<PartUrl> urls;
  for (const UrlWish& wish : issued.wishes) {
    urls.push_back({wish.number, store_.sign(issued.upload.id, wish.number, options_.url_ttl_ms,
                                             wish.content_md5)});
  }
  return urls;
}

Answer<Json> UploadDesk::upload(const Json& body) {
  Answer<UploadOrder> order = read_order(body, OrderKind::kExisting, rules(), "");
  if (auto* refusal = std::get_if<Refusal>(&order)) return std::move(*refusal);
  Answer<IssuedUpload> issued = issue(std::get<UploadOrder>(order));
  if (auto* refusal = std::get_if<Refusal>(&issued)) return std::move(*refusal);
  const auto& upload = std::get<IssuedUpload>(issued);
  return upload_json(upload.upload, sign(upload));
}

Answer<Json> UploadDesk::complete(const Json& body) {
  const std::string* asset_id = body["assetId"].text();
  const std::string* upload_id = body["uploadId"].text();
  if (asset_id == nullptr) return Refusal{400, "assetId: a string is required"};
  if (upload_id == nullptr) return Refusal{400, "uploadId: a string is required"};
  if (body.size() != 3) return Refusal{400, "assetId, uploadId and parts, and nothing else"};
  const std::optional<UploadRecord> upload = catalogue_.upload(*upload_id);
  if (!upload) return not_found("upload", *upload_id);
  if (upload->asset_id != *asset_id) return Refusal{400, "the upload belongs to another asset"};
  Answer<std::vector<PartTag>> parts = read_parts(body["parts"], upload->parts, options_.storage);
  if (auto* refusal = std::get_if<Refusal>(&parts)) return std::move(*refusal);
  const auto joined = store_.complete(*upload_id, std::get<std::vector<PartTag>>(parts));
  if (const auto* refusal = std::get_if<StoreRefusal>(&joined)) {
    // The store knows no such upload although the catalogue does: it was completed before.
    if (refusal->code == "NoSuchUpload") return Refusal{409, "the upload is completed already"};
    return Refusal{refusal->status >= 500 ? 500 : 400, refusal->code + ": " + refusal->message};
  }
  const auto asset =
      catalogue_.finish_upload(*upload_id, std::get<StoredObject>(joined), clock_.now_ms());
  if (!asset) return not_found("asset", *asset_id);
  return Json::object({{"assetId", *asset_id},
                       {"assetFileId", upload->file_id},
                       {"uploadId", *upload_id},
                       {"lifecycleStatus", Json::object({{"state", asset->state}})}});
}

}  // namespace ingot::lab::dash
