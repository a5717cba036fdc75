#include "plugins/bim360/requests.hpp"

#include <ingot/kit/json.hpp>
#include <ingot/kit/login.hpp>
#include <ingot/kit/url_text.hpp>

namespace ingot::bim360 {
namespace {

// A page of 10,000 locations or 200 assets with all their attributes.
constexpr std::uint32_t kLargestAnswer = 32u << 20;
constexpr char kJsonApi[] = "application/vnd.api+json";

std::string ids_body(const std::vector<std::string>& ids) {
  return "{\"ids\":" + array_text(ids) + "}";
}

// JSON:API's way to point at something.
std::string pointer(const char* type, const std::string& id) {
  return "{\"data\":" + ObjectText().text("type", type).text("id", id).str() + "}";
}

std::string document(const ObjectText& data, const std::string& included = {}) {
  ObjectText out;
  out.raw("jsonapi", "{\"version\":\"1.0\"}").raw("data", data.str());
  if (!included.empty()) out.raw("included", "[" + included + "]");
  return out.str();
}

std::string extension(const char* type) {
  return ObjectText().text("type", type).text("version", "1.0").str();
}

std::string version_attributes(const std::string& name) {
  return ObjectText()
      .text("name", name)
      .raw("extension", extension("versions:autodesk.bim360:File"))
      .str();
}

std::string object_path(const StoredObject& object) {
  return "/oss/v2/buckets/" + percent_encoded(object.bucket) + "/objects/" +
         percent_encoded(object.key);
}

}  // namespace

Request Api::call(std::string method, const std::string& path) const {
  Request request(std::move(method), config_.base_url + path);
  request.header("Accept", "application/json")
      .header("Authorization",
              Text("Bearer ").add(secret(config_.oauth ? "session.token" : "access_token")))
      .max_response(kLargestAnswer);
  for (const auto& [name, value] : config_.headers) request.header(name, value);
  if (config_.oauth) request.auth("account");
  return request;
}

Request Api::read(std::string method, const std::string& path) const {
  return call(std::move(method), path).idempotent();
}

Request Api::write(std::string method, const std::string& path, std::string body) const {
  return call(std::move(method), path)
      .header("Content-Type", "application/json")
      .body(std::move(body));
}

std::string Api::assets(const char* version) const {
  return "/" + config_.service + "/assets/" + version + "/projects/" +
         percent_encoded(config_.project_id);
}

std::string Api::data() const {
  return "/data/v1/projects/b." + percent_encoded(config_.project_id);
}

Request Api::token() const {
  TokenRequest request(config_.oauth->token_url, TokenRequest::Form::form);
  request.field("grant_type", "refresh_token").secret_field("refresh_token", "oauth.refresh_token");
  // Both ways of naming the client at once are refused.
  if (config_.oauth->has_secret) {
    request.basic(config_.oauth->client_id, "oauth.client_secret");
  } else {
    request.field("client_id", config_.oauth->client_id);
  }
  return request.request("session.token", "oauth.refresh_token");
}

Request Api::settings_page(const std::string& path, const std::string& cursor) const {
  // No limit: not every one of these lists is documented to have it.
  std::string query;
  if (!cursor.empty())
    query = (path.find('?') == std::string::npos ? "?" : "&") + std::string("cursorState=") +
            percent_encoded(cursor);
  return read("GET", assets("v1") + path + query).rate("read").poll();
}

Request Api::status_set_assignments(const std::vector<std::string>& category_ids) const {
  return write("POST",
               assets("v1") +
                   "/category-status-step-sets/status-step-sets:batch-get?includeInherited=true",
               ids_body(category_ids))
      .idempotent()
      .rate("read").poll();
}

Request Api::locations_page(std::size_t offset) const {
  const std::string place = config_.service == "bim360" ? "/bim360/locations/v2/containers/"
                                                        : "/construction/locations/v2/projects/";
  return read("GET", place + percent_encoded(config_.project_id) +
                         "/trees/default/nodes?limit=10000&offset=" + std::to_string(offset))
      .rate("read").poll();
}

Request Api::create(const std::vector<std::string>& list) const {
  std::string body = "[";
  for (const std::string& asset : list) body += (body.size() > 1 ? "," : "") + asset;
  return write("POST", assets("v2") + "/assets:batch-create", body + "]").rate("write");
}

Request Api::patch(const std::vector<std::pair<std::string, std::string>>& changes) const {
  ObjectText body;
  for (const auto& [id, change] : changes) body.raw(id, change);
  // Setting the same values twice is the same as once.
  return write("PATCH", assets("v2") + "/assets:batch-patch", body.str())
      .idempotent()
      .rate("write");
}

Request Api::get(const std::vector<std::string>& ids) const {
  return write("POST", assets("v2") + "/assets:batch-get", ids_body(ids)).idempotent().rate("read");
}

Request Api::remove(const std::vector<std::string>& ids) const {
  return write("POST", assets("v2") + "/assets:batch-delete", ids_body(ids))
      .idempotent()
      .rate("write");
}

Request Api::search(const std::string& attribute, const std::string& text,
                    const std::string& cursor) const {
  std::string query =
      attribute.empty() ? "filter[searchText]" : "filter[customAttributes][" + attribute + "]";
  query = percent_encoded(query) + "=" + percent_encoded(text) +
          "&includeCustomAttributes=true&limit=200";
  if (!cursor.empty()) query += "&cursorState=" + percent_encoded(cursor);
  return read("GET", assets("v2") + "/assets?" + query).rate("read").poll();
}

Request Api::storage(const std::string& name, const std::string& folder_urn) const {
  ObjectText object;
  object.text("type", "objects").raw("attributes", ObjectText().text("name", name).str());
  object.raw("relationships", "{\"target\":" + pointer("folders", folder_urn) + "}");
  return call("POST", data() + "/storage")
      .header("Content-Type", kJsonApi)
      .body(document(object))
      .rate("storage");
}

Request Api::upload_urls(const StoredObject& object, const std::string& upload_key,
                         std::uint32_t first, std::int64_t count) const {
  std::string path = object_path(object) + "/signeds3upload?parts=" + std::to_string(count) +
                     "&firstPart=" + std::to_string(first) +
                     "&minutesExpiration=" + std::to_string(config_.url_minutes);
  if (!upload_key.empty()) path += "&uploadKey=" + percent_encoded(upload_key);
  return read("GET", path).sensitive();
}

Request Api::complete(const StoredObject& object, const std::string& upload_key, std::uint64_t size,
                      const std::vector<std::string>& etags, const std::string& mime) const {
  ObjectText body;
  body.text("uploadKey", upload_key).number("size", static_cast<std::int64_t>(size));
  body.raw("eTags", array_text(etags));
  Request request = write("POST", object_path(object) + "/signeds3upload", body.str());
  if (!mime.empty()) request.header("x-ads-meta-Content-Type", mime);
  return request;
}

Request Api::object_details(const StoredObject& object) const {
  return read("GET", object_path(object) + "/details");
}

Request Api::file_item(const std::string& name, const std::string& folder_urn,
                       const std::string& storage_urn) const {
  ObjectText item, version;
  item.text("type", "items");
  item.raw("attributes", ObjectText()
                             .text("displayName", name)
                             .raw("extension", extension("items:autodesk.bim360:File"))
                             .str());
  item.raw("relationships", "{\"tip\":" + pointer("versions", "1") +
                                ",\"parent\":" + pointer("folders", folder_urn) + "}");
  version.text("type", "versions").text("id", "1").raw("attributes", version_attributes(name));
  version.raw("relationships", "{\"storage\":" + pointer("objects", storage_urn) + "}");
  return call("POST", data() + "/items")
      .header("Content-Type", kJsonApi)
      .body(document(item, version.str()));
}

Request Api::file_version(const std::string& name, const std::string& item_urn,
                          const std::string& storage_urn) const {
  ObjectText version;
  version.text("type", "versions").raw("attributes", version_attributes(name));
  version.raw("relationships", "{\"item\":" + pointer("items", item_urn) +
                                   ",\"storage\":" + pointer("objects", storage_urn) + "}");
  return call("POST", data() + "/versions")
      .header("Content-Type", kJsonApi)
      .body(document(version));
}

Request Api::folder_page(const std::string& folder_urn, std::size_t page) const {
  return read("GET", data() + "/folders/" + percent_encoded(folder_urn) +
                         "/contents?filter%5Btype%5D=items&page%5Bnumber%5D=" +
                         std::to_string(page) + "&page%5Blimit%5D=200");
}

Request Api::filed_item(const std::string& item_urn) const {
  return read("GET", data() + "/items/" + percent_encoded(item_urn));
}

Request Api::relate(const std::string& relationship_id, const std::string& asset_id,
                    const std::string& item_urn) const {
  const auto entity = [](const char* domain, const char* type, const std::string& id) {
    return ObjectText().text("domain", domain).text("type", type).text("id", id).str();
  };
  ObjectText relationship;
  relationship.text("id", relationship_id);
  relationship.raw("entities",
                   "[" + entity("autodesk-bim360-asset", "asset", asset_id) + "," +
                       entity("autodesk-bim360-documentmanagement", "documentlineage", item_urn) +
                       "]");
  // Our own id makes a repeat visible as a conflict instead of a second relationship.
  return write("PUT",
               "/bim360/relationship/v2/containers/" + percent_encoded(config_.project_id) +
                   "/relationships",
               "[" + relationship.str() + "]")
      .idempotent();
}

}  // namespace ingot::bim360
