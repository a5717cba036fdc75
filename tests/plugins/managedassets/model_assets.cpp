// The answers of ModelAssets, in the shapes the notes take for granted.
#include "tests/plugins/managedassets/model_assets.hpp"

#include <ctime>

#include <ingot/kit/duration.hpp>

namespace ingot::managedassets::test {
namespace {

constexpr std::int64_t kDay = 86'400'000;

std::string iso(std::int64_t ms) {
  const std::time_t seconds = ms / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[40];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

std::string path_of(const Sent& sent) {
  const std::string path = sent.url.substr(sent.url.find("/v1/assets"));
  return path.substr(0, path.find('?'));
}

std::string id_of(const Sent& sent) {
  std::string id = path_of(sent).substr(std::string("/v1/assets/").size());
  return id.substr(0, id.find(':'));
}

// The value of a form's field, or empty.
std::string field_of(const std::string& body, const std::string& name) {
  const auto head = body.find("name=\"" + name + "\"");
  if (head == body.npos) return {};
  const auto start = body.find("\r\n\r\n", head) + 4;
  return body.substr(start, body.find("\r\n--", start) - start);
}

std::string error_json(const std::string& message) {
  return "{\"message\":" + quote(message) + "}";
}

}  // namespace

std::string ModelAssets::route_of(const Sent& sent) {
  if (sent.url.find("/v2/token") != sent.url.npos) return "token";
  if (sent.url.find("/v1/assets") == sent.url.npos) return "?";
  if (path_of(sent) == "/v1/assets") return sent.method == "POST" ? "create" : "query";
  if (path_of(sent).ends_with(":restore")) return "restore";
  if (sent.method == "GET") return "look";
  return sent.method == "PUT" ? "put" : sent.method == "PATCH" ? "patch" : "delete";
}

Answer ModelAssets::operator()(const Sent& sent) {
  const std::string route = route_of(sent);
  const int occurrence = ++counts[route];
  if (sent.header("Authorization").has_value() == (route == "token"))
    violations.push_back(route + ": wrong use of Authorization");
  if (route == "?") violations.push_back("unknown route " + sent.url);
  const bool is_guarded = route == "put" || route == "patch" || route == "delete";
  if (is_guarded && !sent.header("If-Match")) violations.push_back(route + " without If-Match");
  auto fault = faults_.find({route, occurrence});
  if (fault == faults_.end()) fault = faults_.find({route, 0});
  if (fault == faults_.end()) return handle(sent, route);
  if (fault->second.luck == Luck::lose_after) (void)handle(sent, route);
  return fault->second.answer;
}

bool ModelAssets::has_ended(const ModelAsset& asset) const {
  return asset.is_deleted || (asset.expires_ms && *asset.expires_ms <= host_->now_ms());
}

Answer ModelAssets::handle(const Sent& sent, const std::string& route) {
  if (route == "token")
    return respond(200, R"({"access_token":"${s:session.token}","expires_in":3600})");
  if (route == "create") return create(sent);
  if (route == "query") return query(sent);
  const auto found = assets.find(id_of(sent));
  if (found == assets.end()) return respond(404, error_json("no such asset"));
  ModelAsset& asset = found->second;
  if (route == "look") {
    const bool is_all = sent.url.find("showDeleted=true") != sent.url.npos;
    if (has_ended(asset) && !is_all) return respond(404, error_json("no such asset"));
    if (asset.fetch_looks > 0) --asset.fetch_looks;
    return show(200, asset);
  }
  return change(sent, route, asset);
}

Answer ModelAssets::create(const Sent& sent) {
  const bool is_form = sent.header("Content-Type")->starts_with("multipart/form-data");
  const auto json = Json::parse(is_form ? field_of(sent.body, "metadata") : sent.body);
  if (!json) {
    violations.push_back("a creation that cannot be read");
    return respond(400, error_json("unreadable"));
  }
  ModelAsset& asset = add("asset-" + std::to_string(++last_id_));
  asset.fetch_looks = fetch_looks;
  take_metadata(asset, is_form ? *json : (*json)["metadata"]);
  asset.content = field_of(sent.body, "file");
  asset.uri = (*json)["uri"].text();
  asset.managed = (*json)["managed"].text();
  const std::string expires = is_form ? field_of(sent.body, "expires") : (*json)["expires"].text();
  if (expires == "never") asset.expires_ms.reset();
  if (const auto duration = parse_duration(expires); duration)
    asset.expires_ms = host_->now_ms() + duration->least_ms;
  Answer answer = show(create_status, asset);
  if (!knows_ids_by_location) return answer;
  answer.body.clear();
  answer.headers.emplace_back("location", "/v1/assets/" + asset.id);
  return answer;
}

Answer ModelAssets::query(const Sent& sent) const {
  const auto start = sent.url.find("key=") + 4, middle = sent.url.find("&value=");
  const std::string key = sent.url.substr(start, middle - start),
                    value = sent.url.substr(middle + 7);
  std::string rows;
  for (const auto& [id, asset] : assets) {
    const auto entry = asset.metadata.find(key);
    const bool matches = entry != asset.metadata.end() && entry->second == value;
    if (matches || ignores_filter) rows += (rows.empty() ? "" : ",") + json_of(asset);
  }
  return respond(200, "{\"items\":[" + rows + "],\"total\":7}");
}

Answer ModelAssets::change(const Sent& sent, const std::string& route, ModelAsset& asset) {
  if (route == "restore") {
    const auto json = Json::parse(sent.body);
    const auto life = parse_duration(json ? (*json)["expires"].text() : "");
    asset.is_deleted = false;
    ++asset.version;
    asset.expires_ms = (has_ended(asset) ? host_->now_ms() : asset.expires_ms.value_or(0)) +
                       (life ? life->least_ms : 30 * kDay);
    return show(200, asset);
  }
  const std::string match = sent.header("If-Match").value_or("");
  if (match != asset.etag() && match != "*") return respond(412, error_json("it has changed"));
  const bool is_purge = sent.url.find("purge=true") != sent.url.npos;
  if (has_ended(asset) && !is_purge) return respond(404, error_json("no such asset"));
  if (route == "put" && sent.body.find("name=\"expires\"") != std::string::npos)
    return respond(400, error_json("expires is no part of this request"));
  ++asset.version;
  if (route == "delete") {
    asset.is_deleted = true;
    if (is_purge) assets.erase(asset.id);
    return respond(204);
  }
  const auto json = Json::parse(
      route == "put" ? "{\"metadata\":" + field_of(sent.body, "metadata") + "}" : sent.body);
  if (json) take_metadata(asset, (*json)["metadata"]);
  if (route == "put") asset.content = field_of(sent.body, "file");
  if (json && !(*json)["uri"].is_absent()) asset.uri = (*json)["uri"].text();
  const std::string expires = json ? (*json)["expires"].text() : "";
  if (expires == "never") asset.expires_ms.reset();
  const auto duration = parse_duration(expires);
  if (duration && asset.expires_ms) *asset.expires_ms += duration->least_ms;
  return show(200, asset);
}

void ModelAssets::take_metadata(ModelAsset& asset, const Json& metadata) {
  for (const std::string& key : metadata.keys()) asset.metadata[key] = metadata[key].text();
}

std::string ModelAssets::json_of(const ModelAsset& asset) const {
  ObjectText json, metadata;
  for (const auto& [key, value] : asset.metadata) metadata.text(key, value);
  json.text("id", asset.id)
      .raw("expiresOn", asset.expires_ms ? quote(iso(*asset.expires_ms)) : "null");
  if (shows_metadata) json.raw("metadata", metadata.str());
  json.raw("unheardOf", R"([{"x":1}])");
  if (!asset.uri.empty()) json.text("fetch", asset.fetch_looks > 0 ? "running" : fetch_state);
  return json.str();
}

Answer ModelAssets::show(std::uint32_t status, const ModelAsset& asset) const {
  Answer answer = respond(status, json_of(asset));
  if (shows_etags) answer.headers.emplace_back("etag", asset.etag());
  return answer;
}

ModelAsset& ModelAssets::add(const std::string& id) {
  ModelAsset& asset = assets[id];
  asset.id = id;
  asset.expires_ms = host_->now_ms() + 30 * kDay;
  return asset;
}

int ModelAssets::count(const std::string& route) const {
  const auto found = counts.find(route);
  return found == counts.end() ? 0 : found->second;
}

std::size_t ModelAssets::assets_with(const std::string& key, const std::string& value) const {
  std::size_t count = 0;
  for (const auto& [id, asset] : assets) {
    const auto entry = asset.metadata.find(key);
    count += entry != asset.metadata.end() && entry->second == value;
  }
  return count;
}

const ModelAsset* ModelAssets::asset_with(const std::string& key, const std::string& value) const {
  for (const auto& [id, asset] : assets) {
    const auto entry = asset.metadata.find(key);
    if (entry != asset.metadata.end() && entry->second == value) return &asset;
  }
  return nullptr;
}

}  // namespace ingot::managedassets::test
