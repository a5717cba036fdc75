#include "plugins/sessionupload/lab/asset_tree.hpp"

#include <algorithm>

#include <ingot/lab/uuid.hpp>

namespace ingot::lab::sessionupload {

Asset& AssetTree::add(Asset asset) {
  if (asset.id.empty()) asset.id = make_uuid(seed_, "asset", next_++);
  by_place_[{asset.parent_id, asset.name}].push_back(asset.id);
  std::string id = asset.id;
  return assets_.insert_or_assign(std::move(id), std::move(asset)).first->second;
}

Asset* AssetTree::find(const std::string& id) {
  const auto found = assets_.find(id);
  return found == assets_.end() ? nullptr : &found->second;
}

const Asset* AssetTree::find(const std::string& id) const {
  const auto found = assets_.find(id);
  return found == assets_.end() ? nullptr : &found->second;
}

Asset* AssetTree::child(const std::string& parent_id, const std::string& name) {
  const auto found = by_place_.find({parent_id, name});
  return found == by_place_.end() ? nullptr : find(found->second.back());
}

std::string AssetTree::path_of(const Asset& asset) const {
  std::string path = "/" + asset.name;
  std::string parent = asset.parent_id;
  while (!parent.empty()) {
    if (const std::size_t colon = parent.find(':'); colon != std::string::npos) {
      return "/related-" + parent.substr(0, colon) + "/" + parent.substr(colon + 1) + path;
    }
    const Asset* folder = find(parent);
    if (folder == nullptr) break;
    path = "/" + folder->name + path;
    parent = folder->parent_id;
  }
  return path;
}

std::vector<std::string> AssetTree::with_descendants(const std::string& id) const {
  std::vector<std::string> found{id};
  for (std::size_t i = 0; i < found.size(); ++i) {
    const Asset* folder = find(found[i]);
    if (folder == nullptr || folder->type != AssetType::kFolder) continue;
    for (const auto& [child_id, child] : assets_) {
      if (child.parent_id == folder->id) found.push_back(child_id);
    }
  }
  std::reverse(found.begin(), found.end());
  return found;
}

void AssetTree::forget_place(const Asset& asset) {
  const auto place = by_place_.find({asset.parent_id, asset.name});
  if (place == by_place_.end()) return;
  std::erase(place->second, asset.id);
  if (place->second.empty()) by_place_.erase(place);
}

void AssetTree::move(Asset& asset, const std::string& parent_id) {
  forget_place(asset);
  asset.parent_id = parent_id;
  by_place_[{parent_id, asset.name}].push_back(asset.id);
}

void AssetTree::erase(const std::string& id) {
  const auto found = assets_.find(id);
  if (found == assets_.end()) return;
  forget_place(found->second);
  assets_.erase(found);
}

void AssetTree::poll(Asset& asset, std::int64_t now_ms) {
  if (asset.change) ++asset.change->polls;
  settle(asset, now_ms);
}

void AssetTree::settle(Asset& asset, std::int64_t now_ms) {
  if (!asset.change) return;
  const Change& change = *asset.change;
  if (change.polls < change.needs_polls || now_ms < change.began_ms + change.needs_ms) return;
  asset.state = change.becomes;
  for (AssetJob& job : asset.jobs) {
    if (job.ended_ms) continue;
    job.ended_ms = now_ms;
    job.error = change.error;
  }
  asset.change.reset();
}

}  // namespace ingot::lab::sessionupload
