// POST /asset and single PUTs. /asset/complete is in completion.cpp.
#include "plugins/tenovos/lab/upload_desk.hpp"

#include <algorithm>

namespace ingot::lab::tenovos {

namespace {

bool has_any(const std::string& filename, const std::vector<std::string>& texts) {
  return std::any_of(texts.begin(), texts.end(),
                     [&](const std::string& text) { return filename.find(text) != filename.npos; });
}

}  // namespace

UploadDesk::UploadDesk(const TenovosOptions& options, const Clock& clock, Catalogue& catalogue,
                       ObjectStore& store, AuditLog& audit)
    : options_(options), clock_(clock), catalogue_(catalogue), store_(store), audit_(audit) {}

std::optional<Refusal> UploadDesk::refuse_by_name(const std::string& filename) const {
  if (has_any(filename, options_.broken_names)) return internal_error();
  if (has_any(filename, options_.refused_names)) {
    return Refusal{403, "Failed to parse Asset", "filename: is refused by this tenant"};
  }
  return std::nullopt;
}

Answer<Json> UploadDesk::create(const Json& body) {
  if (options_.rights == Rights::kReader) return forbidden("the privilege Upload is missing");
  std::variant<AssetOrder, Refusal> read = read_asset_order(body, options_, audit_);
  if (auto* refusal = std::get_if<Refusal>(&read)) return std::move(*refusal);
  const AssetOrder& order = std::get<AssetOrder>(read);
  if (auto refusal = refuse_by_name(order.filename)) return std::move(*refusal);
  const std::optional<Asset> asset = catalogue_.create(order, clock_.now_ms());
  if (!asset) {
    return Refusal{403, "Invalid Response from Create Asset",
                   "originalFileId: there is no such original"};
  }
  Json reply = Json::object({{"objectId", asset->object_id},
                             {"filename", order.filename},
                             {"fileId", asset->file_id},
                             {"originalFileId", asset->original_file_id}});
  begin(*asset, reply);
  if (options_.create_reply == CreateReply::kFlat) return reply;
  return Json::object({{"status", "success"},
                       {"message", "Asset created successfully"},
                       {"data", std::move(reply)}});
}

void UploadDesk::begin(const Asset& asset, Json& reply) {
  const AssetOrder& order = asset.order;
  if (asset.is_federated()) {
    reply.set("url", order.content_path);  // no URL to PUT to (tenovos.md 2.10, trap 12)
    return;
  }
  const std::uint64_t size = order.filesize.value_or(0);
  const std::size_t parts =
      std::max<std::size_t>(1, (size + options_.part_bytes - 1) / options_.part_bytes);
  const bool has_urls = parts > 1 || options_.one_part_reply == OnePartReply::kUrls ||
                        (options_.one_part_reply == OnePartReply::kByFilesize && order.filesize);
  const std::string id =
      store_.create_upload("masters/" + asset.file_id + "/" + order.filename, parts);
  catalogue_.begin_upload(asset.object_id, has_urls ? UploadKind::kMultipart : UploadKind::kSingle,
                          id, parts);
  if (!has_urls) {
    reply.set("url", store_.sign_object(id, options_.url_ttl_ms));
    return;
  }
  Json urls = Json::list();
  for (std::size_t number = 1; number <= parts; ++number) {
    const std::string url = store_.sign(id, static_cast<int>(number), options_.url_ttl_ms);
    urls.push(Json::object({{"partNumber", number}, {"url", url}}));
  }
  reply.set("uploadId", id);
  reply.set("urls", std::move(urls));
}

void UploadDesk::took(const std::string& file_id) {
  const std::lock_guard lock(puts_mutex_);  // so that the last PUT noted is the last one stored
  const std::optional<KnownAsset> known = catalogue_.find(file_id);
  if (!known || known->asset.upload_kind != UploadKind::kSingle) return;
  const Asset& asset = known->asset;
  const std::optional<HeldPart> whole = store_.part_of(asset.upload_id, 1);
  if (!whole) return;
  if (whole->size > options_.part_bytes) {
    audit_.violate("large_file_in_one_put",
                   asset.order.filename + ": " + std::to_string(whole->size) + " bytes");
  }
  StoredObject stored;
  stored.key = asset.order.filename;
  stored.size = whole->size;
  stored.parts = 1;
  stored.etag = whole->md5;
  stored.md5 = whole->md5;
  stored.sha256 = whole->sha256;
  catalogue_.finish_upload(asset.upload_id, std::move(stored), clock_.now_ms());
}

void UploadDesk::abandon(const Asset& asset) {
  if (asset.has_file() || asset.upload_id.empty()) return;
  store_.abort(asset.upload_id);
  catalogue_.cancel_upload(asset.upload_id);
}

}  // namespace ingot::lab::tenovos
