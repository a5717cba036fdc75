#include "plugins/bim360/lab/asset_desk.hpp"

#include <algorithm>
#include <set>

namespace ingot::lab::bim360 {

namespace {

Reply refused(const char* code, const std::string& message, int status = 400) {
  return refuse(Dialect::kAssets, {status, code, message});
}

Reply barcode_conflict() {
  return refused("BARCODE_IN_USE", "another asset of the project has the barcode", 409);
}

// The ids of {"ids": [...]}; nullopt where the body is anything else.
std::optional<std::vector<std::string>> ids_of(const Json& body) {
  if (body["ids"].items() == nullptr || unknown_member(body, {"ids"})) return std::nullopt;
  std::vector<std::string> ids;
  for (const Json& id : *body["ids"].items()) {
    if (id.text() == nullptr) return std::nullopt;
    ids.push_back(*id.text());
  }
  return ids;
}

}  // namespace

std::optional<Reply> AssetDesk::check_count(std::size_t count) const {
  if (count == 0) return refused("BATCH_EMPTY", "the batch is empty");
  if (count <= options_.max_items) return std::nullopt;
  return refused("BATCH_TOO_LARGE",
                 "a batch holds at most " + std::to_string(options_.max_items) + " entities");
}

Reply AssetDesk::results_in_order(int status, Json::List results) const {
  if (options_.results_order == ResultsOrder::kReversed) {
    std::reverse(results.begin(), results.end());
  }
  return results_reply(status, Json::list(std::move(results)));
}

bool AssetDesk::barcodes_clash(const Assets& assets, const std::vector<AssetFields>& wanted,
                               const std::set<std::string>& replaced) const {
  if (options_.duplicate_barcode == DuplicateBarcode::kAccept) return false;
  std::set<std::string> taken;
  for (const Asset& asset : assets.all) {
    const bool stays = asset.is_living() && !replaced.contains(asset.id);
    if (stays && asset.fields.barcode) taken.insert(*asset.fields.barcode);
  }
  return std::any_of(wanted.begin(), wanted.end(), [&](const AssetFields& fields) {
    return fields.barcode && !taken.insert(*fields.barcode).second;
  });
}

Reply AssetDesk::create(const Call& call) {
  if (call.body.items() == nullptr) {
    return refused("MALFORMED_REQUEST", "the body must be a bare array of assets");
  }
  const Json::List& items = *call.body.items();
  if (std::optional<Reply> refusal = check_count(items.size())) return std::move(*refusal);
  Findings findings;
  std::vector<AssetFields> wanted;
  for (const Json& item : items) {
    findings.at_item = wanted.size();
    wanted.push_back(read_new_asset(item, {options_, project_}, findings));
  }
  if (!findings.all.empty()) return batch_refusal(findings, items.size(), options_.batch_errors);
  return assets_.locked([&](Assets& assets) {
    if (barcodes_clash(assets, wanted, {})) return barcode_conflict();
    Json::List results;
    for (AssetFields& fields : wanted) {
      const Asset& made = assets_.add(assets, std::move(fields), clock_.now_ms());
      results.push_back(asset_json(made, project_, AttributesShown::kYes));
    }
    return results_in_order(201, std::move(results));
  });
}

Reply AssetDesk::change(const Call& call) {
  if (call.body.members() == nullptr) {
    return refused("MALFORMED_REQUEST", "the body must be an object keyed by asset ID");
  }
  const Json::Object& items = *call.body.members();
  if (std::optional<Reply> refusal = check_count(items.size())) return std::move(*refusal);
  return assets_.locked([&](Assets& assets) {
    Findings findings;
    std::vector<AssetFields> after;
    std::set<std::string> replaced;
    for (const Json::Member& item : items) {
      findings.at_item = after.size();
      findings.at_key = item.name;
      replaced.insert(item.name);
      const Asset* asset = assets.living(item.name);
      if (asset == nullptr) {
        findings.add("", "ASSET_NOT_FOUND", "there is no such asset",
                     Json::object({{"assetId", item.name}}));
      }
      after.push_back(asset == nullptr ? AssetFields{}
                                       : read_changed_asset(item.value, asset->fields,
                                                            {options_, project_}, findings));
    }
    if (!findings.all.empty()) return batch_refusal(findings, items.size(), options_.batch_errors);
    if (barcodes_clash(assets, after, replaced)) return barcode_conflict();
    Json changed = Json::object();
    for (std::size_t i = 0; i < items.size(); ++i) {
      Asset& asset = *assets.living(items[i].name);
      asset.fields = std::move(after[i]);
      asset.updated_ms = clock_.now_ms();
      asset.version = assets.next_version++;
      changed.set(asset.id, asset_json(asset, project_, AttributesShown::kYes));
    }
    return json_reply(200, changed);
  });
}

Reply AssetDesk::remove(const Call& call) {
  const auto ids = ids_of(call.body);
  if (!ids) return refused("MALFORMED_REQUEST", "the body must be {\"ids\": [...]}");
  if (std::optional<Reply> refusal = check_count(ids->size())) return std::move(*refusal);
  return assets_.locked([&](Assets& assets) {
    Findings findings;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < ids->size(); ++i) {
      findings.at_item = i;
      const std::string& id = (*ids)[i];
      const Json metadata = Json::object({{"assetId", id}});
      if (assets.living(id) == nullptr) {
        findings.add("ids", "ASSET_NOT_FOUND", "there is no such asset", metadata);
      } else if (!seen.insert(id).second) {
        findings.add("ids", "DUPLICATE_ID", "the asset is named twice", metadata);
      }
    }
    if (!findings.all.empty()) return batch_refusal(findings, ids->size(), options_.batch_errors);
    for (const std::string& id : *ids) {
      Asset& asset = *assets.living(id);
      asset.updated_ms = clock_.now_ms();
      asset.version = assets.next_version++;
      asset.deleted_ms = clock_.now_ms();
    }
    return no_content();
  });
}

Reply AssetDesk::read(const Call& call) {
  const auto ids = ids_of(call.body);
  if (!ids) return refused("MALFORMED_REQUEST", "the body must be {\"ids\": [...]}");
  if (std::optional<Reply> refusal = check_count(ids->size())) return std::move(*refusal);
  if (!call.query.is_truth("includeCustomAttributes") || !call.query.is_truth("includeDeleted")) {
    return refused("MALFORMED_REQUEST", "include… parameters are true or false");
  }
  const AttributesShown shown =
      call.query.flag("includeCustomAttributes") ? AttributesShown::kYes : AttributesShown::kNo;
  return assets_.locked([&](Assets& assets) {
    Json::List results;
    std::set<std::string> seen;
    for (const std::string& id : *ids) {
      const auto found = assets.index.find(id);
      if (found == assets.index.end() || !seen.insert(id).second) continue;
      const Asset& asset = assets.all[found->second];
      if (!asset.is_living() && !call.query.flag("includeDeleted")) continue;
      results.push_back(asset_json(asset, project_, shown));
    }
    return results_in_order(200, std::move(results));
  });
}

}  // namespace ingot::lab::bim360
