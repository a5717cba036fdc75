// The answers of ModelBim360, in the shapes the documentation gives or suggests.
#include "tests/plugins/bim360/model_bim360.hpp"

#include <algorithm>
#include <ctime>

namespace ingot::bim360::test {
namespace {

std::string iso(std::int64_t ms) {
  const std::time_t seconds = ms / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[40];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S.000Z", &utc);
  return text;
}

std::string decoded(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

Answer error(std::uint32_t status, const std::string& detail) {
  return respond(status, "{\"title\":\"Error\",\"detail\":" + kit::quote(detail) + "}");
}

std::string between(const std::string& text, const std::string& before, const std::string& after) {
  const auto start = text.find(before);
  if (start == std::string::npos) return {};
  const auto end = text.find(after, start + before.size());
  return text.substr(start + before.size(), end - start - before.size());
}

}  // namespace

std::string query_value(const std::string& url, const std::string& name) {
  for (auto at = url.find('?'); at != std::string::npos; at = url.find('&', at + 1)) {
    const auto end = std::min(url.find('&', at + 1), url.size());
    const std::string pair = url.substr(at + 1, end - at - 1);
    const auto equals = pair.find('=');
    if (decoded(pair.substr(0, equals)) == name) return decoded(pair.substr(equals + 1));
  }
  return {};
}

std::string ModelBim360::route_of(const Sent& sent) {
  const std::string& url = sent.url;
  const auto has = [&](const char* part) { return url.find(part) != std::string::npos; };
  const bool is_post = sent.method == "POST";
  if (has("store.example")) return "put";
  if (has("/authentication/v2/token")) return "token";
  if (has(":batch-create")) return "create";
  if (has(":batch-patch")) return "patch";
  if (has(":batch-delete")) return "delete";
  if (has("assets:batch-get")) return "get";
  if (has("/assets/v2/") && has("/assets?")) return "search";
  if (has("/category-status-step-sets/")) return "assignments";
  if (has("/status-step-sets")) return "sets";
  if (has("/custom-attributes")) return "attributes";
  if (has("/categories")) return "categories";
  if (has("/locations/")) return "locations";
  if (has("/storage")) return "storage";
  if (has("/signeds3upload")) return is_post ? "complete" : "urls";
  if (has("/details")) return "details";
  if (has("/items")) return is_post ? "item" : "tip";
  if (has("/versions")) return "version";
  if (has("/contents")) return "folder";
  if (has("/relationships")) return "relate";
  return "?";
}

Answer ModelBim360::operator()(const Sent& sent) {
  const std::string route = route_of(sent);
  const int occurrence = ++counts[route];
  const bool is_signed = sent.header("Authorization").has_value();
  if (is_signed == (route == "put" || route == "token"))
    violations.push_back(route + ": wrong use of Authorization");
  if (route == "?") violations.push_back("unknown route " + sent.method + " " + sent.url);
  auto fault = faults_.find({route, occurrence});
  if (fault == faults_.end()) fault = faults_.find({route, 0});
  if (fault == faults_.end()) return handle(sent, route);
  if (fault->second.luck == Luck::lose_after) (void)handle(sent, route);
  return fault->second.answer;
}

Answer ModelBim360::handle(const Sent& sent, const std::string& route) {
  if (route == "create") return create(sent);
  if (route == "patch") return patch(sent);
  if (route == "search") return search(sent);
  if (route == "urls") return urls(sent);
  if (route == "put") return put(sent);
  if (route == "complete") return complete(sent);
  if (route == "token")
    return respond(200, R"({"access_token":"${s:session.token}","expires_in":3599})");
  if (route == "get" || route == "delete") {
    const auto body = Json::parse(sent.body);
    const Json ids = (*body)["ids"];
    std::string rows;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const auto found = assets.find(ids.at(i).text());
      if (found == assets.end() || !found->second.is_active) {
        if (route == "delete") return error(400, "unknown id");
        continue;
      }
      rows += (rows.empty() ? "" : ",") + asset_json(found->second);
    }
    for (std::size_t i = 0; i < ids.size() && route == "delete"; ++i)
      assets[ids.at(i).text()].is_active = false;
    return route == "get" ? respond(200, "{\"results\":[" + rows + "]}") : respond(204);
  }
  if (route == "details") {
    const std::string object = decoded(between(sent.url, "/objects/", "/details"));
    if (!sizes_.contains(object)) return error(404, "no such object");
    return respond(200, "{\"objectId\":\"urn:adsk.objects:os.object:wip.dm.prod/" + object +
                            "\",\"size\":" + std::to_string(sizes_[object]) + "}");
  }
  if (route == "storage" || route == "item" || route == "version" || route == "folder" ||
      route == "tip" || route == "relate")
    return document(sent, route);
  return settings(sent, route);
}

std::string ModelBim360::asset_json(const ModelAsset& asset) const {
  // Members of the row, then what the service adds.
  return asset.body.substr(0, asset.body.size() - 1) + ",\"id\":" + kit::quote(asset.id) +
         ",\"isActive\":" + (asset.is_active ? "true" : "false") +
         ",\"createdAt\":" + kit::quote(iso(asset.born_ms)) + ",\"version\":7}";
}

std::string ModelBim360::add_asset(const std::string& body) {
  const auto row = Json::parse(body);
  ModelAsset asset;
  asset.id = next("asset");
  asset.body = body;
  asset.client_id = (*row)["clientAssetId"].text();
  asset.barcode = (*row)["barcode"].text();
  asset.status = (*row)["statusId"].text();
  const Json attributes = (*row)["customAttributes"];
  for (const auto& name : attributes.keys()) asset.attributes[name] = attributes[name].text();
  asset.born_ms = host_->now_ms();
  assets[asset.id] = asset;
  return asset.id;
}

Answer ModelBim360::create(const Sent& sent) {
  const auto body = Json::parse(sent.body);
  if (!body || !body->is_array()) {
    violations.push_back("batch-create wants a bare array");
    return error(400, "malformed");
  }
  if (body->size() > 100) violations.push_back("more than 100 assets in a batch");
  std::string errors;
  for (std::size_t i = 0; i < body->size(); ++i) {
    const std::string name = body->at(i)["clientAssetId"].text();
    if (!refused.contains(name)) continue;
    errors += (errors.empty() ? "" : ",") + std::string("{\"errorCode\":\"BAD_ROW\",\"index\":") +
              std::to_string(i) + ",\"detail\":" + kit::quote(name + " will not do") + "}";
  }
  if (!errors.empty())
    return names_refused ? respond(400, "{\"errors\":[" + errors + "]}")
                         : respond(400, R"({"errorCode":"INVALID","detail":"a row is invalid"})");
  std::string rows;
  for (std::size_t i = body->size(); i > 0; --i) {  // in another order than asked for
    const std::string id = add_asset(body->at(i - 1).dump());
    rows += (rows.empty() ? "" : ",") + asset_json(assets[id]);
  }
  return respond(201, "{\"results\":[" + rows + "]}");
}

Answer ModelBim360::patch(const Sent& sent) {
  const auto body = Json::parse(sent.body);
  std::string out = "{";
  for (const std::string& id : body->keys()) {
    const auto found = assets.find(id);
    if (found == assets.end() || refused.contains(found->second.client_id))
      return error(400, "no such asset, or not allowed");
  }
  for (const std::string& id : body->keys()) {
    assets[id].status = (*body)[id]["statusId"].text();
    out += (out.size() > 1 ? "," : "") + kit::quote(id) + ":{\"id\":" + kit::quote(id) +
           ",\"statusId\":" + kit::quote(assets[id].status) + "}";
  }
  return respond(200, out + "}");
}

Answer ModelBim360::search(const Sent& sent) {
  const std::string text = query_value(sent.url, "filter[searchText]");
  const std::string cursor = query_value(sent.url, "cursorState");
  std::vector<std::string> rows;
  for (const auto& [id, asset] : assets) {
    bool is_hit = !text.empty() && (asset.client_id.find(text) != std::string::npos ||
                                    asset.body.find(text) != std::string::npos);
    for (const auto& [name, value] : asset.attributes) {
      const std::string wanted = query_value(sent.url, "filter[customAttributes][" + name + "]");
      is_hit |= !wanted.empty() && value.find(wanted) != std::string::npos;
    }
    if (!is_hit || !asset.is_active) continue;
    if (late.contains(asset.client_id) && looks_[asset.client_id]++ == 0) continue;
    rows.push_back(asset_json(asset));
  }
  const std::size_t start = cursor.empty() ? 0 : static_cast<std::size_t>(std::stoi(cursor));
  std::string out;
  for (std::size_t i = start; i < std::min(rows.size(), start + page_size); ++i)
    out += (out.empty() ? "" : ",") + rows[i];
  const bool has_more = start + page_size < rows.size();
  return respond(200,
                 "{\"pagination\":{\"limit\":200" +
                     (has_more ? ",\"cursorState\":\"" + std::to_string(start + page_size) + "\""
                               : std::string()) +
                     "},\"results\":[" + out + "]}");
}

Answer ModelBim360::urls(const Sent& sent) {
  const std::string object = decoded(between(sent.url, "/objects/", "/signeds3upload"));
  std::string key = query_value(sent.url, "uploadKey");
  const int count = std::stoi(query_value(sent.url, "parts"));
  const int first = std::stoi(query_value(sent.url, "firstPart"));
  if (count > 25) violations.push_back("more than 25 URLs asked for");
  if (key.empty()) {
    key = next("key");
    uploads[key].object = object;
  }
  if (!uploads.contains(key) || uploads[key].is_complete) return error(400, "InvalidUploadKey");
  std::string list;
  for (int number = first; number < first + count; ++number) {
    const std::string url =
        "https://store.example/" + key + "/" + std::to_string(number) + "?sig=" + next("s");
    signed_[url] = {key + "/" + std::to_string(number), host_->now_ms() + url_life_s * 1000};
    list += (list.empty() ? "" : ",") + kit::quote(url);
  }
  return respond(200, "{\"uploadKey\":" + kit::quote(key) + ",\"urls\":[" + list + "]}");
}

Answer ModelBim360::put(const Sent& sent) {
  const auto found = signed_.find(sent.url);
  if (found == signed_.end() || found->second.second < host_->now_ms())
    return respond(403, "<Error><Code>AccessDenied</Code></Error>");
  const std::string& place = found->second.first;
  const auto slash = place.find('/');
  const auto number = static_cast<std::uint32_t>(std::stoul(place.substr(slash + 1)));
  uploads[place.substr(0, slash)].parts[number] = sent.body;
  ++part_puts[place];
  return respond(200, "", {{"etag", "\"etag-" + std::to_string(number) + "\""}});
}

Answer ModelBim360::complete(const Sent& sent) {
  const auto body = Json::parse(sent.body);
  const auto found = uploads.find((*body)["uploadKey"].text());
  if (found == uploads.end() || found->second.is_complete) return error(400, "InvalidUploadKey");
  const Json etags = (*body)["eTags"];
  std::string bad;
  for (std::size_t i = 0; i < etags.size(); ++i) {
    const auto number = static_cast<std::uint32_t>(i + 1);
    if (etags.at(i).text() != "etag-" + std::to_string(number))
      violations.push_back("an ETag that is not bare: " + etags.at(i).text());
    if (!found->second.parts.contains(number) || (loses_parts_once && i == 0))
      bad = "{\"part\":" + std::to_string(number) + ",\"status\":\"Pending\"}";
  }
  if (etags.size() != found->second.parts.size() || !bad.empty()) {
    if (!std::exchange(loses_parts_once, false)) violations.push_back("an incomplete completion");
    return respond(200,
                   R"({"status":"error","reason":"MissingOrInvalidParts","parts":[)" + bad + "]}");
  }
  found->second.is_complete = true;
  sizes_[found->second.object] = (*body)["size"].integer().value_or(-1);
  return respond(200, "{\"objectId\":\"urn:adsk.objects:os.object:wip.dm.prod/" +
                          found->second.object + "\",\"size\":" + (*body)["size"].text() + "}");
}

Answer ModelBim360::document(const Sent& sent, const std::string& route) {
  if (route == "storage") {
    if (sent.url.find("/projects/b.") == std::string::npos) violations.push_back("no b. prefix");
    return respond(
        201, "{\"data\":{\"type\":\"objects\",\"id\":\"urn:adsk.objects:os.object:wip.dm.prod/" +
                 next("object") + ".pdf\"}}");
  }
  if (route == "folder" && blind_looks-- > 0) return respond(200, R"({"data":[]})");
  if (route == "folder") {
    std::string rows, included;
    for (const auto& [urn, doc] : documents) {
      const std::string tip = urn + "?version=" + std::to_string(doc.versions.size());
      rows += (rows.empty() ? "" : ",") + std::string("{\"type\":\"items\",\"id\":") +
              kit::quote(urn) + ",\"attributes\":{\"displayName\":" + kit::quote(doc.name) +
              "},\"relationships\":{\"tip\":{\"data\":{\"id\":" + kit::quote(tip) + "}}}}";
      included +=
          (included.empty() ? "" : ",") + std::string("{\"id\":") + kit::quote(tip) +
          ",\"relationships\":{\"storage\":{\"data\":{\"id\":" + kit::quote(doc.versions.back()) +
          "}}}}";
    }
    return respond(200, "{\"data\":[" + rows + "],\"included\":[" +
                            (shows_tips ? included : std::string()) + "]}");
  }
  if (route == "tip") {
    const std::string urn = decoded(sent.url.substr(sent.url.rfind('/') + 1));
    return respond(200,
                   R"({"data":{"relationships":{"tip":{"data":{"id":"v"}}}},"included":[{"id":"v",)"
                   R"("relationships":{"storage":{"data":{"id":)" +
                       kit::quote(documents[urn].versions.back()) + "}}}}]}");
  }
  const auto body = Json::parse(sent.body);
  if (route == "relate") {
    const std::string id = body->at(0)["id"].text();
    if (links.contains(id))
      return respond(409, "{\"success\":[],\"conflict\":[" + kit::quote(id) + "]}");
    links[id] = body->at(0).dump();
    return respond(201, "[" + kit::quote(id) + "]");
  }
  if (route == "version") {
    ModelDocument& doc = documents[(*body)["data"]["relationships"]["item"]["data"]["id"].text()];
    doc.versions.push_back((*body)["data"]["relationships"]["storage"]["data"]["id"].text());
    return respond(201, "{\"data\":{\"type\":\"versions\",\"id\":\"v\"}}");
  }
  const std::string name = (*body)["data"]["attributes"]["displayName"].text();
  for (const auto& [urn, doc] : documents) {
    if (doc.name == name) return error(409, "a file of this name exists");
  }
  const std::string urn = "urn:adsk.wipprod:dm.lineage:" + next("doc");
  documents[urn] = {name,
                    {(*body)["included"].at(0)["relationships"]["storage"]["data"]["id"].text()}};
  return respond(201, "{\"data\":{\"type\":\"items\",\"id\":" + kit::quote(urn) + "}}");
}

Answer ModelBim360::settings(const Sent& sent, const std::string& route) const {
  if (route == "categories") {
    // Two pages, and a deactivated category among them.
    if (query_value(sent.url, "cursorState").empty())
      return respond(200, R"({"pagination":{"cursorState":"two"},"results":[
        {"id":"1","name":"ROOT","isRoot":true,"isActive":true},
        {"id":"40","name":"MEP","parentId":"1","isActive":true}]})");
    return respond(200, R"({"pagination":{},"results":[
        {"id":"42","name":"Pumps","parentId":"40","isActive":true},
        {"id":"43","name":"Old","parentId":"40","isActive":false}]})");
  }
  if (route == "assignments")
    return respond(200, R"({"results":[{"categoryId":"42","statusStepSetId":"set-1"}]})");
  if (route == "sets")
    return respond(200, R"({"pagination":{},"results":[{"id":"set-1","isDefault":true,"values":[
        {"id":"st-1","label":"Specified","isActive":true},{"id":"st-2","label":"Installed","isActive":true},
        {"id":"st-3","label":"Gone","isActive":false}]}]})");
  if (route == "attributes")
    return respond(200, R"({"pagination":{},"results":[
        {"name":"ca1","displayName":"Serial","dataType":"text","requiredOnIngress":false,"maxLengthOnIngress":20},
        {"name":"ca2","displayName":"Flow","dataType":"numeric"},
        {"name":"ca3","displayName":"Due","dataType":"date"},
        {"name":"ca4","displayName":"Maker","dataType":"select","values":[{"id":"v-1","displayName":"Acme"},{"id":"v-2","displayName":"Bolt"}]},
        {"name":"ca5","displayName":"Zones","dataType":"multi_select","values":[{"id":"z-1","displayName":"North"},{"id":"z-2","displayName":"South"}]},
        {"name":"ca6","displayName":"Critical","dataType":"boolean","inheritedFromCategoryId":"1"}]})");
  if (route == "locations")
    return respond(200, R"({"pagination":{"totalResults":3},"results":[
        {"id":"l-0","parentId":null,"name":"Project"},{"id":"l-1","parentId":"l-0","name":"Block A"},
        {"id":"l-2","parentId":"l-1","name":"Level 1"}]})");
  return respond(404, "{}");
}

int ModelBim360::count(const std::string& route) const {
  const auto found = counts.find(route);
  return found == counts.end() ? 0 : found->second;
}

std::size_t ModelBim360::assets_named(const std::string& client_id) const {
  return static_cast<std::size_t>(std::count_if(assets.begin(), assets.end(), [&](const auto& row) {
    return row.second.is_active && row.second.client_id == client_id;
  }));
}

const ModelAsset* ModelBim360::asset_of(const std::string& client_id) const {
  for (const auto& [id, asset] : assets) {
    if (asset.is_active && asset.client_id == client_id) return &asset;
  }
  return nullptr;
}

}  // namespace ingot::bim360::test
