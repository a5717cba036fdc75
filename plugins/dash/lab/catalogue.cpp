#include "plugins/dash/lab/catalogue.hpp"

#include <algorithm>

#include <ingot/lab/uuid.hpp>

namespace ingot::lab::dash {

const AssetFile* Asset::whole_file() const {
  for (auto file = files.rbegin(); file != files.rend(); ++file) {
    if (file->stored) return &*file;
  }
  return nullptr;
}

std::string filename_of(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string Catalogue::make_id(const char* kind, std::uint64_t number) const {
  return make_uuid(seed_, kind, number);
}

Asset Catalogue::create_asset(const std::string& path, std::uint64_t size, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  Asset asset;
  asset.id = next_id("asset");
  asset.path = path;
  asset.created_ms = asset.modified_ms = now_ms;
  asset.files.push_back({next_id("file"), path, size, now_ms, std::nullopt});
  return assets_.emplace(asset.id, asset).first->second;
}

std::optional<std::string> Catalogue::add_file(const std::string& asset_id, const std::string& path,
                                               std::uint64_t size, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  const auto found = assets_.find(asset_id);
  if (found == assets_.end()) return std::nullopt;
  found->second.files.push_back({next_id("file"), path, size, now_ms, std::nullopt});
  return found->second.files.back().id;
}

void Catalogue::add_upload(UploadRecord upload) {
  const std::lock_guard lock(mutex_);
  open_uploads_[upload.asset_id].push_back(upload.id);
  uploads_.emplace(upload.id, std::move(upload));
}

std::optional<Asset> Catalogue::finish_upload(const std::string& upload_id,
                                              const StoredObject& stored, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  const auto upload = uploads_.find(upload_id);
  if (upload == uploads_.end()) return std::nullopt;
  const auto asset = assets_.find(upload->second.asset_id);
  if (asset == assets_.end()) return std::nullopt;
  upload->second.is_completed = true;
  std::vector<std::string>& open = open_uploads_[asset->first];
  std::erase(open, upload_id);
  // Dash documents no way to cancel an upload (dash.md G13), so an earlier one of the same asset, left behind when its
  // id was lost with a reply, counts as superseded and not as open.
  superseded_uploads_ += std::erase_if(open, [&](const std::string& other) {
    return uploads_.at(other).created_ms <= upload->second.created_ms;
  });
  for (AssetFile& file : asset->second.files) {
    if (file.id != upload->second.file_id) continue;
    file.stored = stored;
    asset->second.path = upload->second.path;
    asset->second.modified_ms = now_ms;
    ++asset->second.completions;
    return asset->second;
  }
  return std::nullopt;
}

std::optional<Asset> Catalogue::asset(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = assets_.find(id);
  if (found == assets_.end()) return std::nullopt;
  return found->second;
}

std::optional<UploadRecord> Catalogue::upload(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = uploads_.find(id);
  if (found == uploads_.end()) return std::nullopt;
  return found->second;
}

bool Catalogue::change(const std::string& id, std::int64_t now_ms,
                       const std::function<void(Asset&)>& edit) {
  const std::lock_guard lock(mutex_);
  const auto found = assets_.find(id);
  if (found == assets_.end()) return false;
  edit(found->second);
  found->second.modified_ms = now_ms;
  return true;
}

std::optional<std::vector<std::string>> Catalogue::remove(const std::string& id) {
  const std::lock_guard lock(mutex_);
  if (assets_.erase(id) == 0) return std::nullopt;
  std::vector<std::string> open;
  if (const auto found = open_uploads_.find(id); found != open_uploads_.end()) {
    open.swap(found->second);
    open_uploads_.erase(found);
  }
  for (const std::string& upload : open) uploads_.erase(upload);
  return open;
}

void Catalogue::for_each(const std::function<void(const Asset&)>& visit) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [id, asset] : assets_) visit(asset);
}

void Catalogue::reset() {
  const std::lock_guard lock(mutex_);
  assets_.clear();
  uploads_.clear();
  open_uploads_.clear();
  superseded_uploads_ = 0;
}

AuditFacts Catalogue::facts() const {
  const std::lock_guard lock(mutex_);
  AuditFacts facts;
  std::map<std::string, ObjectFact> by_path;
  for (const auto& [id, asset] : assets_) {
    const AssetFile* file = asset.whole_file();
    const auto [slot, is_first] = by_path.try_emplace(asset.path);
    ObjectFact& fact = slot->second;
    fact.times_created = is_first ? 1 : fact.times_created + 1;
    fact.times_completed += asset.completions;
    if (file == nullptr) facts.open.push_back({"asset", id, asset.path});
    if (!is_first && file == nullptr) continue;  // a whole twin says more than an empty one
    fact.path = asset.path;
    fact.asset_id = id;
    fact.state = asset.state;
    fact.declared_size = (file != nullptr ? *file : asset.files.back()).declared_size;
    if (file == nullptr) continue;
    fact.size = file->stored->size;
    fact.sha256 = file->stored->sha256;
    fact.md5 = file->stored->md5;
    const auto uploads = open_uploads_.find(id);
    if (uploads == open_uploads_.end()) continue;
    for (const std::string& upload : uploads->second) {
      facts.open.push_back({"upload", upload, asset.path});
    }
  }
  for (auto& [path, fact] : by_path) facts.objects.push_back(std::move(fact));
  facts.counters["superseded_uploads"] = superseded_uploads_;
  return facts;
}

}  // namespace ingot::lab::dash
