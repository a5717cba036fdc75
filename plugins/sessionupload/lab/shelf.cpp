#include "plugins/sessionupload/lab/shelf.hpp"

#include <algorithm>

namespace ingot::lab::sessionupload {

Shelf::Shelf(const SessionUploadOptions& options, const Clock& clock)
    : tree(options.seed), options_(options), clock_(clock) {
  plant();
}

void Shelf::plant() {
  Asset root;
  root.id = options_.root_id;
  root.name = root.display_name = "Content";
  root.type = AssetType::kFolder;
  root.created_ms = root.display_date_ms = clock_.now_ms();
  Asset incoming = root;
  incoming.id = options_.incoming_id;
  incoming.parent_id = root.id;
  incoming.name = incoming.display_name = "Incoming";
  tree.add(std::move(root));
  tree.add(std::move(incoming));
}

bool Shelf::is_read_only(const std::string& path) const {
  return std::any_of(
      options_.read_only_folders.begin(), options_.read_only_folders.end(),
      [&](const std::string& folder) { return path == folder || path.starts_with(folder + "/"); });
}

void Shelf::reset() {
  const std::lock_guard lock(mutex);
  std::vector<std::string> ids;
  for (const auto& [id, asset] : tree.all()) ids.push_back(id);
  for (const std::string& id : ids) tree.erase(id);
  uploads.clear();
  part_owners.clear();
  store_owners.clear();
  errors_met.clear();
  counters.clear();
  plant();
}

AuditFacts Shelf::facts() {
  const std::lock_guard lock(mutex);
  AuditFacts facts;
  std::map<std::string, ObjectFact> by_path;
  std::uint64_t folders = 0;
  for (const auto& [id, known] : tree.all()) {
    Asset& asset = *tree.find(id);
    AssetTree::settle(asset, clock_.now_ms());
    if (known.type == AssetType::kFolder) {
      ++folders;
      continue;
    }
    const std::string path = tree.path_of(known);
    if (!asset.open_upload.empty()) {
      facts.open.push_back({"upload", asset.open_upload, path});
    } else if (!asset.is_whole()) {
      facts.open.push_back({"asset", id, path});
    }
    const auto [slot, is_first] = by_path.try_emplace(path);
    ObjectFact& fact = slot->second;
    fact.times_created = is_first ? 1 : fact.times_created + 1;
    fact.times_completed += asset.completions;
    if (!is_first && !asset.is_whole()) continue;  // a whole twin says more than an empty one
    fact.path = path;
    fact.asset_id = id;
    fact.state = asset.state;
    fact.declared_size = asset.declared_size;
    fact.size = asset.is_whole() ? asset.stored->size : 0;
    fact.sha256 = asset.is_whole() ? asset.stored->sha256 : std::nullopt;
    fact.md5 = asset.is_whole() ? asset.stored->md5 : std::nullopt;
  }
  for (auto& [path, fact] : by_path) facts.objects.push_back(std::move(fact));
  facts.counters.insert(counters.begin(), counters.end());
  facts.counters["folders"] = folders;
  return facts;
}

}  // namespace ingot::lab::sessionupload
