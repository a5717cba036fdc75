#include "plugins/tenovos/lab/catalogue.hpp"

#include <algorithm>

#include <ingot/lab/uuid.hpp>

namespace ingot::lab::tenovos {

std::optional<Asset> Catalogue::create(const AssetOrder& order, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  Asset asset;
  const std::uint64_t number = next_id_++;
  asset.object_id = make_uuid(seed_, "object", number);
  asset.file_id = make_uuid(seed_, "file", number);
  asset.original_file_id = asset.file_id;
  asset.order = order;
  asset.created_ms = asset.updated_ms = now_ms;
  if (order.original_file_id.empty()) {
    family_of_file_[asset.file_id] = families_.size();
    families_.emplace_back();
  } else {
    const auto family = family_of_file_.find(order.original_file_id);
    if (family == family_of_file_.end()) return std::nullopt;
    if (current_of(families_[family->second]).empty()) return std::nullopt;
    asset.original_file_id = order.original_file_id;
  }
  families_[family_of_file_.at(asset.original_file_id)].push_back(asset.object_id);
  object_of_file_[asset.file_id] = asset.object_id;
  return assets_.emplace(asset.object_id, asset).first->second;
}

void Catalogue::begin_upload(const std::string& object_id, UploadKind kind,
                             const std::string& upload_id, std::size_t parts) {
  const std::lock_guard lock(mutex_);
  const auto found = assets_.find(object_id);
  if (found == assets_.end()) return;  // a reset came in between
  found->second.upload_kind = kind;
  found->second.upload_id = upload_id;
  found->second.parts = parts;
  object_of_upload_[upload_id] = object_id;
}

void Catalogue::finish_upload(const std::string& upload_id, StoredObject stored,
                              std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  const auto found = object_of_upload_.find(upload_id);
  if (found == object_of_upload_.end()) return;
  Asset& asset = assets_.at(found->second);
  asset.upload_state = UploadState::kCompleted;
  asset.stored = std::move(stored);
  asset.stored_ms = asset.updated_ms = now_ms;
  asset.polls = 0;
}

void Catalogue::cancel_upload(const std::string& upload_id) {
  const std::lock_guard lock(mutex_);
  const auto found = object_of_upload_.find(upload_id);
  if (found != object_of_upload_.end()) {
    assets_.at(found->second).upload_state = UploadState::kCancelled;
  }
}

const Asset* Catalogue::asset_of(const std::string& id) const {
  const auto file = object_of_file_.find(id);
  const auto found = assets_.find(file == object_of_file_.end() ? id : file->second);
  return found == assets_.end() ? nullptr : &found->second;
}

std::string Catalogue::current_of(const Family& family) const {
  for (auto id = family.rbegin(); id != family.rend(); ++id) {
    if (!assets_.at(*id).is_deleted) return *id;
  }
  return {};
}

KnownAsset Catalogue::known(const Asset& asset) const {
  const Family& family = families_[family_of_file_.at(asset.original_file_id)];
  return {asset, current_of(family) == asset.object_id};
}

std::optional<KnownAsset> Catalogue::find(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const Asset* asset = asset_of(id);
  if (asset == nullptr) return std::nullopt;
  return known(*asset);
}

std::optional<KnownAsset> Catalogue::poll(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const Asset* asset = asset_of(id);
  if (asset == nullptr) return std::nullopt;
  if (asset->stored) ++assets_.at(asset->object_id).polls;
  return known(*asset);
}

std::vector<KnownAsset> Catalogue::versions(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  std::vector<KnownAsset> all;
  const Asset* asset = asset_of(id);
  if (asset == nullptr) return all;
  for (const std::string& object : families_[family_of_file_.at(asset->original_file_id)]) {
    all.push_back(known(assets_.at(object)));
  }
  return all;
}

std::optional<KnownAsset> Catalogue::change(const std::string& id, std::int64_t now_ms,
                                            const std::function<void(Asset&)>& edit) {
  const std::lock_guard lock(mutex_);
  const Asset* found = asset_of(id);
  if (found == nullptr) return std::nullopt;
  Asset& asset = assets_.at(found->object_id);
  edit(asset);
  asset.updated_ms = now_ms;
  return known(asset);
}

void Catalogue::for_each(const std::function<void(const KnownAsset&)>& visit) const {
  const std::lock_guard lock(mutex_);
  for (const Family& family : families_) {
    for (const std::string& object : family) visit(known(assets_.at(object)));
  }
}

void Catalogue::reset() {
  const std::lock_guard lock(mutex_);
  assets_.clear();
  object_of_file_.clear();
  object_of_upload_.clear();
  family_of_file_.clear();
  families_.clear();
}

void Catalogue::add_open(AuditFacts& facts, const Asset& asset, OpenAssets open) const {
  const bool is_announced = asset.order.filesize.has_value();
  if (!asset.has_file() && (is_announced || open == OpenAssets::kAll)) {
    facts.open.push_back({"asset", asset.object_id, asset.order.filename});
  }
  if (asset.upload_kind == UploadKind::kMultipart && asset.upload_state == UploadState::kOpen) {
    facts.open.push_back({"upload", asset.upload_id, asset.order.filename});
  }
}

// One asset, whatever its number of versions. What counts is the newest version that has a file.
void Catalogue::add_family(AuditFacts& facts, std::map<std::string, ObjectFact>& by_path,
                           const Family& family, OpenAssets open) const {
  const Asset* shown = nullptr;
  std::uint64_t completions = 0, living = 0;
  for (const std::string& object : family) {
    const Asset& asset = assets_.at(object);
    if (asset.is_deleted) {
      ++facts.counters["deleted"];
      continue;
    }
    ++living;
    add_open(facts, asset, open);
    if (asset.has_file() || !asset.order.filesize) ++completions;
    if (!asset.has_file() && !asset.order.filesize) ++facts.counters["metadata_only"];
    if (asset.is_federated()) ++facts.counters["federated"];
    if (shown == nullptr || asset.has_file() || !shown->has_file()) shown = &asset;
  }
  if (shown == nullptr) return;
  facts.counters["versions"] += living - 1;
  const std::string& path = assets_.at(family.front()).order.filename;
  const auto [slot, is_first] = by_path.try_emplace(path);
  ObjectFact& fact = slot->second;
  fact.times_created = is_first ? 1 : fact.times_created + 1;
  fact.times_completed += completions;
  if (!is_first && !shown->has_file()) return;  // a whole twin says more than an empty one
  fact.path = path;
  fact.asset_id = shown->object_id;
  fact.state = shown->stored ? "available" : shown->is_federated() ? "federated" : "metadata_only";
  fact.size = shown->stored ? shown->stored->size : 0;
  if (shown->is_federated()) fact.size = shown->order.filesize.value_or(0);
  fact.declared_size = shown->order.filesize.value_or(fact.size);
  fact.sha256 = shown->stored ? shown->stored->sha256 : std::nullopt;
  fact.md5 = shown->stored ? shown->stored->md5 : std::nullopt;
}

AuditFacts Catalogue::facts(OpenAssets open) const {
  const std::lock_guard lock(mutex_);
  AuditFacts facts;
  facts.counters = {{"deleted", 0}, {"federated", 0}, {"metadata_only", 0}, {"versions", 0}};
  std::map<std::string, ObjectFact> by_path;
  for (const Family& family : families_) add_family(facts, by_path, family, open);
  for (auto& [path, fact] : by_path) facts.objects.push_back(std::move(fact));
  return facts;
}

}  // namespace ingot::lab::tenovos
