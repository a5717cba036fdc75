#include "plugins/bim360/replies.hpp"

#include <algorithm>

#include <ingot/kit/dates.hpp>
#include <ingot/kit/value_text.hpp>

namespace ingot::bim360 {
namespace {

constexpr std::string_view kObjectUrn = "urn:adsk.objects:os.object:";

// The storage of an item's newest version, which stands among what is included.
std::string tip_storage(const Json& item, const Json& included) {
  const std::string tip = item["relationships"]["tip"]["data"]["id"].text();
  for (std::size_t i = 0; i < included.size() && !tip.empty(); ++i) {
    if (included.at(i)["id"].text() == tip)
      return included.at(i)["relationships"]["storage"]["data"]["id"].text();
  }
  return {};
}

}  // namespace

Parsed<Page> read_page(std::string_view body) {
  const auto json = Json::parse(body);
  if (!json) return Parsed<Page>::failed(json.problem());
  const Json rows = (*json)["results"], pagination = (*json)["pagination"];
  if (!rows.is_array()) return Parsed<Page>::failed("no `results` in the answer");
  Page page;
  for (std::size_t i = 0; i < rows.size(); ++i) page.rows.push_back(rows.at(i));
  page.cursor = pagination["cursorState"].text();
  page.total = pagination["totalResults"].integer();
  return page;
}

std::string Asset::key(KeyKind kind, const std::string& attribute) const {
  if (kind == KeyKind::barcode) return barcode;
  if (kind == KeyKind::client_asset_id) return client_id;
  const auto found = attributes.find(attribute);
  return found == attributes.end() ? std::string() : found->second;
}

std::optional<Asset> read_asset(const Json& json) {
  Asset asset;
  asset.id = json["id"].text();
  if (asset.id.empty()) return {};
  asset.client_id = json["clientAssetId"].text();
  asset.category = json["categoryId"].text();
  asset.status = json["statusId"].text();
  asset.barcode = json["barcode"].text();
  // isActive decides; samples of live assets carry a deletedAt.
  asset.is_active = json["isActive"].boolean().value_or(true);
  asset.created_ms = parse_date(json["createdAt"].text());
  const Json attributes = json["customAttributes"];
  for (const std::string& name : attributes.keys())
    asset.attributes[name] = attributes[name].text();
  return asset;
}

Parsed<StoredObject> read_storage(std::string_view body) {
  auto id = read_data_id(body);
  if (!id) return Parsed<StoredObject>::failed(id.problem());
  StoredObject object;
  object.urn = *id;
  const auto slash = id->find('/');
  if (!id->starts_with(kObjectUrn) || slash == std::string::npos || slash + 1 == id->size())
    return Parsed<StoredObject>::failed("`" + *id + "` is no storage object");
  object.bucket = id->substr(kObjectUrn.size(), slash - kObjectUrn.size());
  object.key = id->substr(slash + 1);
  return object;
}

Parsed<UploadUrls> read_upload_urls(std::string_view body) {
  const auto json = Json::parse(body);
  if (!json) return Parsed<UploadUrls>::failed(json.problem());
  UploadUrls result;
  result.upload_key = (*json)["uploadKey"].text();
  const Json urls = (*json)["urls"];
  for (std::size_t i = 0; i < urls.size(); ++i) {
    result.urls.push_back(urls.at(i).text());
    if (result.urls.back().empty()) return Parsed<UploadUrls>::failed("an upload URL is missing");
  }
  if (result.upload_key.empty() || result.urls.empty())
    return Parsed<UploadUrls>::failed("no uploadKey or no URLs in the answer");
  return result;
}

Parsed<Completion> read_completion(std::string_view body) {
  const auto json = Json::parse(body);
  if (!json) return Parsed<Completion>::failed(json.problem());
  Completion result;
  if (lower_ascii((*json)["status"].text()) == "error") {
    result.error = (*json)["reason"].text();
    if (result.error.empty()) result.error = "an error without a reason";
    const Json parts = (*json)["parts"];
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const std::string status = parts.at(i)["status"].text();
      if (lower_ascii(status) == "ok" || status.empty()) continue;
      result.error += ", part " + parts.at(i)["part"].text() + " " + status;
      if (result.error.size() > 300) break;
    }
    return result;
  }
  result.size = (*json)["size"].integer();
  const bool is_known = !(*json)["objectId"].text().empty() || result.size.has_value();
  if (!is_known) return Parsed<Completion>::failed("no object in the answer");
  return result;
}

Parsed<std::string> read_data_id(std::string_view body) {
  const auto json = Json::parse(body);
  if (!json) return Parsed<std::string>::failed(json.problem());
  std::string id = (*json)["data"]["id"].text();
  if (id.empty()) return Parsed<std::string>::failed("no data.id in the answer");
  return id;
}

Parsed<FolderPage> read_folder_page(std::string_view body, const std::string& name) {
  const auto json = Json::parse(body);
  if (!json) return Parsed<FolderPage>::failed(json.problem());
  const Json rows = (*json)["data"], included = (*json)["included"];
  if (!rows.is_array()) return Parsed<FolderPage>::failed("no `data` in the answer");
  FolderPage page;
  page.has_more = !(*json)["links"]["next"].is_absent();
  for (std::size_t i = 0; i < rows.size() && !page.found; ++i) {
    const Json row = rows.at(i);
    if (row["type"].text() != "items" ||
        lower_ascii(row["attributes"]["displayName"].text()) != lower_ascii(name))
      continue;
    page.found = FiledItem{row["id"].text(), ""};
    page.found->storage_urn = tip_storage(row, included);
  }
  return page;
}

Parsed<std::string> read_tip_storage(std::string_view body) {
  const auto json = Json::parse(body);
  if (!json) return Parsed<std::string>::failed(json.problem());
  std::string urn = tip_storage((*json)["data"], (*json)["included"]);
  if (urn.empty())
    return Parsed<std::string>::failed("no storage of the newest version in the answer");
  return urn;
}

std::optional<std::int64_t> read_tip_size(std::string_view body) {
  const auto json = Json::parse(body);
  if (!json) return std::nullopt;
  const std::string tip = (*json)["data"]["relationships"]["tip"]["data"]["id"].text();
  const Json included = (*json)["included"];
  for (std::size_t i = 0; i < included.size() && !tip.empty(); ++i) {
    if (included.at(i)["id"].text() == tip)
      return included.at(i)["attributes"]["storageSize"].integer();
  }
  return std::nullopt;
}

bool is_linked_already(std::string_view body) {
  const auto json = Json::parse(body);
  return json && (*json)["success"].size() + (*json)["conflict"].size() > 0;
}

}  // namespace ingot::bim360
