#include "plugins/managedassets/replies.hpp"

#include <algorithm>
#include <set>

#include <ingot/kit/dates.hpp>

#include "plugins/managedassets/draft.hpp"

namespace ingot::managedassets {
namespace {

// The answer's object; some services of this platform answer a list of one.
Parsed<Json> object_of(const Reply& reply) {
  auto json = Json::parse(reply.body);
  if (!json) return json;
  const Json object = json->size() == 1 ? json->at(0) : *json;
  if (!object.is_object()) return Parsed<Json>::failed("no asset in the answer");
  return object;
}

void take_headers(const Reply& reply, Asset& asset) {
  asset.is_pending = reply.is(202);
  const std::string etag(reply.header("etag").value_or(""));
  const bool is_sendable =
      std::all_of(etag.begin(), etag.end(), [](char c) { return c >= ' ' && c < '\x7F'; });
  asset.etag = is_sendable && etag.size() <= 1024 ? etag : "";
}

void take_members(const Json& object, const Names& names, Asset& asset) {
  asset.body = object;
  if (const std::string id = object[names.id].text(); !id.empty()) asset.id = id;
  const std::vector<std::string> keys = object.keys();
  // One page of the documentation writes it with a d.
  for (const std::string& name : {names.expires_on, std::string("expiredOn")}) {
    if (std::find(keys.begin(), keys.end(), name) == keys.end()) continue;
    asset.says_expiry = true;
    asset.expires_on = object[name].text();
    asset.expires_ms = parse_date(asset.expires_on);
    break;
  }
  if (const auto size = object[names.size].integer(); size && *size >= 0) asset.size = size;
}

std::string last_segment(std::string_view location) {
  std::string path(location.substr(0, location.find_first_of("?#")));
  while (!path.empty() && path.back() == '/') path.pop_back();
  return path.substr(path.rfind('/') + 1);
}

Json rows_of(const Json& json) {
  if (json.is_array()) return json;
  for (const char* name : {"items", "assets", "results", "data", "content"}) {
    if (json[name].is_array()) return json[name];
  }
  return {};
}

}  // namespace

Parsed<Asset> read_created(const Reply& reply, const Names& names) {
  Asset asset;
  take_headers(reply, asset);
  const auto object = object_of(reply);
  if (object) take_members(*object, names, asset);
  if (asset.id.empty()) asset.id = last_segment(reply.header("location").value_or(""));
  if (is_usable_id(asset.id)) return asset;
  return Parsed<Asset>::failed(object ? "it has no id of an asset" : object.problem());
}

Parsed<Asset> read_asset(const Reply& reply, const std::string& id, const Names& names) {
  Asset asset;
  take_headers(reply, asset);
  const auto object = object_of(reply);
  if (!object) return Parsed<Asset>::failed(object.problem());
  take_members(*object, names, asset);
  if (!asset.id.empty() && asset.id != id)
    return Parsed<Asset>::failed("it is about another asset, " + asset.id.substr(0, 64));
  asset.id = id;
  return asset;
}

Parsed<Asset> read_changed(const Reply& reply, Asset before, const Names& names) {
  const std::string id = before.id;
  take_headers(reply, before);
  if (reply.body.empty()) return before;
  const auto object = object_of(reply);
  if (!object) return Parsed<Asset>::failed(object.problem());
  take_members(*object, names, before);
  before.id = id;
  return before;
}

Parsed<std::vector<std::string>> read_matches(std::string_view body, const std::string& key,
                                              const std::string& value, const Names& names) {
  using Answer = Parsed<std::vector<std::string>>;
  const auto json = Json::parse(body);
  if (!json) return Answer::failed(json.problem());
  const Json rows = rows_of(*json);
  if (!rows.is_array()) return Answer::failed("no list of assets in the answer");
  std::set<std::string> ids;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Json row = rows.at(i);
    const std::string id = row[names.id].text();
    if (!is_usable_id(id) || row[names.metadata][key].text() != value)
      return Answer::failed("the answer lists assets that were not asked for");
    ids.insert(id);
  }
  return std::vector<std::string>(ids.begin(), ids.end());
}

std::optional<bool> holds(const Asset& asset, const Metadata& metadata, const Names& names) {
  const Json shown = asset.body[names.metadata];
  if (!shown.is_object()) return std::nullopt;
  return std::all_of(metadata.begin(), metadata.end(), [&](const auto& entry) {
    const auto wanted = Json::parse("[" + entry.second + "]");
    return wanted && !shown[entry.first].is_absent() &&
           shown[entry.first].text() == wanted->at(0).text();
  });
}

Fetch fetch_state(const Asset& asset, const Poll& poll) {
  if (asset.is_pending || poll.member.empty())
    return asset.is_pending ? Fetch::pending : Fetch::ready;
  const Json member = asset.body[poll.member];
  const std::string value = member.text();
  if (poll.failed.contains(value)) return Fetch::failed;
  if (member.is_absent()) return Fetch::pending;
  return poll.ready.empty() || poll.ready.contains(value) ? Fetch::ready : Fetch::pending;
}

std::string meta_text(const Asset& asset, std::string_view earlier,
                      std::optional<std::int64_t> size, const std::string& lifecycle,
                      const std::string& reason) {
  ObjectText meta;
  std::set<std::string> anew = {"etag", "expires_on", "lifecycle", "reason"};
  if (size) anew.insert("size");
  meta.rest_of(earlier, anew);
  meta.text_if("etag", asset.etag);
  if (asset.says_expiry)
    meta.text("expires_on", asset.expires_on.empty() ? "never" : asset.expires_on);
  if (size) meta.number("size", *size);
  return meta.text_if("lifecycle", lifecycle).text_if("reason", reason).str();
}

}  // namespace ingot::managedassets
