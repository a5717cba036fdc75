#include "src/replies.hpp"

#include <ingot/kit/json.hpp>

namespace acme_plugin {

using ingot::kit::Json;
using ingot::kit::Parsed;

namespace {

Parsed<Asset> asset_of(const Json& json) {
  Asset asset;
  asset.id = json["assetId"].text();
  asset.upload_id = json["uploadId"].text();
  const std::string state = json["state"].text();
  asset.is_live = state == "live";
  if (asset.id.empty() || asset.upload_id.empty())
    return Parsed<Asset>::failed("no assetId or no uploadId in the asset");
  if (!asset.is_live && state != "awaiting_bytes")
    return Parsed<Asset>::failed("the state of the asset is `" + state + "`");
  return asset;
}

}  // namespace

Parsed<Asset> read_asset(std::string_view body) {
  const auto json = Json::parse(body);
  if (!json) return Parsed<Asset>::failed(json.problem());
  return asset_of(*json);
}

Parsed<std::optional<Asset>> read_found(std::string_view body) {
  using Found = std::optional<Asset>;
  const auto json = Json::parse(body);
  if (!json) return Parsed<Found>::failed(json.problem());
  const Json list = (*json)["assets"];
  if (!list.is_array()) return Parsed<Found>::failed("no list of assets");
  if (list.size() > 1) return Parsed<Found>::failed("more than one asset has the reference");
  if (list.size() == 0) return Found();
  const auto asset = asset_of(list.at(0));
  if (!asset) return Parsed<Found>::failed(asset.problem());
  return Found(*asset);
}

Parsed<std::string> read_url(std::string_view body) {
  const auto json = Json::parse(body);
  if (!json) return Parsed<std::string>::failed(json.problem());
  const std::string url = (*json)["url"].text();
  if (url.empty()) return Parsed<std::string>::failed("no url");
  return url;
}

}  // namespace acme_plugin
