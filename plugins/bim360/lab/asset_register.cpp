#include "plugins/bim360/lab/asset_register.hpp"

#include <map>

#include <ingot/lab/uuid.hpp>

#include "plugins/bim360/lab/replies.hpp"

namespace ingot::lab::bim360 {

namespace {

Json or_null(const std::optional<std::string>& text) {
  return text ? Json(*text) : Json();
}

}  // namespace

Asset* Assets::living(const std::string& id) {
  const auto found = index.find(id);
  if (found == index.end() || !all[found->second].is_living()) return nullptr;
  return &all[found->second];
}

Json asset_json(const Asset& asset, const Project& project, AttributesShown shown) {
  const AssetFields& fields = asset.fields;
  Json json = Json::object({{"id", asset.id},
                            {"createdAt", zulu(asset.created_ms)},
                            {"createdBy", project.user_id},
                            {"updatedAt", zulu(asset.updated_ms)},
                            {"updatedBy", project.user_id},
                            {"isActive", asset.is_living()},
                            {"version", asset.version},
                            {"clientAssetId", fields.client_asset_id},
                            {"categoryId", fields.category_id},
                            {"statusId", fields.status_id},
                            {"description", or_null(fields.description)},
                            {"locationId", or_null(fields.location_id)},
                            {"barcode", or_null(fields.barcode)},
                            {"companyId", project.company_id}});
  if (asset.deleted_ms) {
    json.set("deletedAt", zulu(*asset.deleted_ms));
    json.set("deletedBy", project.user_id);
  }
  if (shown == AttributesShown::kYes) json.set("customAttributes", fields.custom_attributes);
  return json;
}

Asset& AssetRegister::add(Assets& assets, AssetFields fields, std::int64_t now_ms) const {
  Asset asset;
  asset.id = make_uuid(seed_, "asset", assets.all.size());
  asset.fields = std::move(fields);
  asset.created_ms = asset.updated_ms = now_ms;
  asset.version = assets.next_version++;
  assets.index.emplace(asset.id, assets.all.size());
  assets.all.push_back(std::move(asset));
  return assets.all.back();
}

bool AssetRegister::has_living(const std::string& id) {
  return locked([&](Assets& assets) { return assets.living(id) != nullptr; });
}

void AssetRegister::reset() {
  const std::lock_guard lock(mutex_);
  assets_.all.clear();
  assets_.index.clear();
}

void AssetRegister::add_facts(AuditFacts& facts, const Project& project) const {
  const std::lock_guard lock(mutex_);
  std::map<std::string, ObjectFact> by_path;
  std::uint64_t deleted = 0;
  for (const Asset& asset : assets_.all) {
    if (!asset.is_living()) {
      ++deleted;
      continue;
    }
    const bool has_barcode = asset.fields.barcode && !asset.fields.barcode->empty();
    const std::string& path = has_barcode ? *asset.fields.barcode : asset.fields.client_asset_id;
    const auto [slot, is_first] = by_path.try_emplace(path);
    ObjectFact& fact = slot->second;
    fact.path = path;
    fact.asset_id = asset.id;
    const StepStatus* status = project.status(asset.fields.status_id);
    fact.state = status != nullptr ? status->label : "";
    fact.times_created = is_first ? 1 : fact.times_created + 1;
    ++fact.times_completed;  // a record has no bytes to wait for
  }
  for (auto& [path, fact] : by_path) facts.objects.push_back(std::move(fact));
  facts.counters["assets_deleted"] = deleted;
}

}  // namespace ingot::lab::bim360
