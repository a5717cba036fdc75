#include "plugins/tenovos/lab/asset_desk.hpp"

#include <fstream>

#include <ingot/lab/digest.hpp>

namespace ingot::lab::tenovos {

namespace {

// The MD5 over all kept parts, hex; nullopt if one cannot be read.
std::optional<std::string> md5_of(const std::vector<std::filesystem::path>& files) {
  Digest digest(Algorithm::kMd5);
  std::vector<char> block(256 * 1024);
  for (const std::filesystem::path& path : files) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    while (file.read(block.data(), static_cast<std::streamsize>(block.size())) ||
           file.gcount() > 0) {
      digest.update(std::string_view(block.data(), static_cast<std::size_t>(file.gcount())));
    }
    if (file.bad()) return std::nullopt;
  }
  return to_hex(digest.finish());
}

Refusal invalid_request(std::string detail) {
  return {400, "Invalid Request", std::move(detail)};
}

}  // namespace

AssetDesk::AssetDesk(const TenovosOptions& options, const Clock& clock, Catalogue& catalogue,
                     ObjectStore& store, UploadDesk& uploads)
    : options_(options), clock_(clock), catalogue_(catalogue), store_(store), uploads_(uploads) {}

FileView AssetDesk::view_of(const Asset& asset) const {
  if (!asset.stored) return FileView::kNothing;
  const std::int64_t age = clock_.now_ms() - asset.stored_ms;
  if (asset.polls < options_.content_after_polls || age < options_.content_takes_ms) {
    return FileView::kNothing;
  }
  if (asset.polls < options_.checksum_after_polls || age < options_.checksum_takes_ms) {
    return FileView::kSize;
  }
  return FileView::kEverything;
}

std::optional<KnownAsset> AssetDesk::look(const std::string& id) {
  std::optional<KnownAsset> known = catalogue_.poll(id);
  if (!known || view_of(known->asset) != FileView::kEverything) return known;
  if (known->asset.stored->md5 || options_.storage != Storage::kKeep) return known;
  // Once per file, and only where somebody looks: a 5 GiB file takes seconds to read.
  const std::optional<std::string> md5 = md5_of(store_.files_of(known->asset.upload_id));
  if (!md5) return known;
  return catalogue_.change(known->asset.object_id, known->asset.updated_ms,
                           [&](Asset& asset) { asset.stored->md5 = md5; });
}

Answer<Json> AssetDesk::read(const std::string& id) {
  const std::optional<KnownAsset> known = look(id);
  if (!known) return asset_not_found();
  return asset_json(*known, view_of(known->asset));
}

Answer<Json> AssetDesk::read_details(const std::string& id) {
  const std::optional<KnownAsset> known = look(id);
  if (!known) return asset_not_found();
  return Json::object({{"status", "success"},
                       {"message", "Asset retrieved successfully"},
                       {"data", asset_details_json(*known, view_of(known->asset))}});
}

Answer<Json> AssetDesk::versions(const std::string& id) const {
  const std::vector<KnownAsset> all = catalogue_.versions(id);
  if (all.empty()) return asset_not_found();
  Json list = Json::list();
  for (auto one = all.rbegin(); one != all.rend(); ++one) {
    list.push(asset_json(*one, view_of(one->asset)));
  }
  return list;
}

Answer<Json> AssetDesk::latest(const std::string& id) {
  for (const KnownAsset& one : catalogue_.versions(id)) {
    if (one.is_current) return read(one.asset.object_id);
  }
  return asset_not_found();
}

Answer<Json> AssetDesk::remove(const std::string& id, const Json& body) {
  const std::string* action = body["action"].text();
  if (action == nullptr || (*action != "delete" && *action != "undelete")) {
    return invalid_request("action: must be delete or undelete");
  }
  if (body["deleteType"].text() == nullptr || *body["deleteType"].text() != "full") {
    return invalid_request("deleteType: must be full");
  }
  if (body.size() != 2) return invalid_request("action and deleteType, and nothing else");
  const bool is_deletion = *action == "delete";
  const std::optional<KnownAsset> known =
      catalogue_.change(id, clock_.now_ms(), [&](Asset& asset) { asset.is_deleted = is_deletion; });
  if (!known) return internal_error();  // tenovos.md 2.7: not a 403 here
  if (is_deletion) uploads_.abandon(known->asset);
  return Json::object({{"status", "success"},
                       {"message", "Master Object update was successful"},
                       {"data", asset_json(*known, FileView::kNothing).dump()}});
}

}  // namespace ingot::lab::tenovos
