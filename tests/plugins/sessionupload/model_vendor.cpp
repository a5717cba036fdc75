// The answers of ModelVendor, in the shapes the documentation gives.
#include "tests/plugins/sessionupload/model_vendor.hpp"

#include <ctime>

namespace ingot::sessionupload::test {
namespace {

std::string iso(std::int64_t ms, const char* form) {
  const std::time_t seconds = ms / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[40];
  std::strftime(text, sizeof text, form, &utc);
  return text;
}

std::string problem(int status, const std::string& detail) {
  return ObjectText().text("title", "Error").number("status", status).text("detail", detail).str();
}

// The segment `back` places before the end of the path.
std::string segment(const std::string& url, int back) {
  std::string path = url.substr(0, url.find('?'));
  for (; back > 0; --back) path.resize(path.rfind('/'));
  return path.substr(path.rfind('/') + 1);
}

}  // namespace

std::string ModelVendor::route_of(const Sent& sent) {
  const std::string& url = sent.url;
  const auto has = [&](const char* part) { return url.find(part) != std::string::npos; };
  if (has("store.example")) return "put";
  if (!url.starts_with("https://api.example/api/")) return "?";
  if (has("/account/login")) return "login";
  if (has("/account/refresh-token")) return "refresh";
  if (has("/upload/start")) return "start";
  if (has("/upload/part/")) return "confirm";
  if (has("/upload?")) return "list";
  if (has("/upload/"))
    return sent.method == "GET" ? "upload" : has("/cancel") ? "cancel" : "complete";
  if (has("/job-history")) return "history";
  if (has("/move")) return "move";
  if (has("/archive")) return "archive";
  return has("/admin/asset/") ? "asset" : "?";
}

Answer ModelVendor::operator()(const Sent& sent) {
  const std::string route = route_of(sent);
  const int occurrence = ++counts[route];
  const bool is_open_route = route == "put" || route == "login" || route == "refresh";
  if (sent.header("Authorization").has_value() == is_open_route)
    violations.push_back(route + ": wrong use of Authorization");
  if (route == "?") violations.push_back("unknown route " + sent.url);
  const bool is_change =
      route == "start" || route == "complete" || route == "move" || route == "archive";
  if (is_change && sent.has(INGOT_F_IDEMPOTENT) && sent.body.find("Continue") == std::string::npos)
    violations.push_back(route + ": may not be sent twice");
  auto fault = faults_.find({route, occurrence});
  if (fault == faults_.end()) fault = faults_.find({route, 0});
  if (fault == faults_.end()) return handle(sent, route);
  if (fault->second.luck == Luck::lose_after) (void)handle(sent, route);
  return fault->second.answer;
}

Answer ModelVendor::handle(const Sent& sent, const std::string& route) {
  if (route == "login" || route == "refresh") {
    const std::string secret = route == "login" ? "password" : "session.refresh";
    if (!held_secrets.contains(secret)) return fails(INGOT_OUT_DENIED, "no secret " + secret);
    return respond(200, login_answer);
  }
  if (route == "start") return start(sent);
  if (route == "put") return put(sent);
  if (route == "confirm") return confirm(sent);
  if (route == "complete") return complete(sent);
  if (route == "list") {
    std::string rows;
    for (const auto& [id, upload] : uploads) {
      if (upload.state == "open") rows += (rows.empty() ? "" : ",") + upload_json(upload, true);
    }
    return respond(200, "[" + rows + "]");
  }
  if (route != "upload" && route != "cancel") return asset(sent, route);
  const auto found = uploads.find(segment(sent.url, route == "upload" ? 0 : 1));
  if (found == uploads.end()) return respond(404, problem(404, "no such upload"));
  if (route == "upload") return respond(200, upload_json(found->second, false));
  if (found->second.state != "open") return respond(400, problem(400, "not in progress"));
  found->second.state = "cancelled";
  return respond(200);
}

ModelAsset& ModelVendor::add_asset(const std::string& parent_id, const std::string& name) {
  ModelAsset added;
  added.id = "asset-" + std::to_string(++last_id_);
  added.parent_id = parent_id;
  added.name = name;
  added.status = "Available";
  return assets[added.id] = added;
}

// The asset that a start is about: folders of the path come into being, a known path is the same
// asset.
std::string ModelVendor::asset_for(const Json& body) {
  if (const std::string id = body["existingAssetId"].text(); !id.empty()) return id;
  std::string parent = body["parentId"].text(), path = body["relativePath"].text();
  const bool is_related = !body["relatedContentId"].text().empty();
  if (parent.empty()) parent = is_related ? body["relatedContentId"].text() : "incoming";
  if (is_related) path = body["displayName"].text();
  for (;;) {
    const auto slash = path.find('/');
    const std::string name = path.substr(0, slash);
    const bool is_file = slash == std::string::npos;
    ModelAsset* found = nullptr;
    for (auto& [id, known] : assets) {
      if (known.parent_id == parent && known.name == name && !is_related) found = &known;
    }
    if (found == nullptr) {
      found = &add_asset(parent, name);
      if (!is_file) found->type = "Folder";
    }
    if (is_file) {
      found->name = body["displayName"].text();
      return found->id;
    }
    parent = found->id;
    path.erase(0, slash + 1);
  }
}

ModelUpload& ModelVendor::add_upload(const std::string& asset_id, std::uint64_t size,
                                     std::uint64_t chunk) {
  ModelUpload upload;
  upload.id = "upload-" + std::to_string(++last_id_);
  upload.asset_id = asset_id;
  upload.size = size;
  upload.started_ms = host_->now_ms();
  for (std::uint64_t off = 0; off < size; off += chunk) {
    ModelPart part;
    part.id = upload.id + ".p" + std::to_string(upload.parts.size() + 1);
    part.off = off;
    part.len = std::min(chunk, size - off);
    upload.parts.push_back(part);
  }
  return uploads[upload.id] = upload;
}

Answer ModelVendor::start(const Sent& sent) {
  const auto body = Json::parse(sent.body);
  if (!body) return respond(400, problem(400, "no body"));
  starts.push_back(sent.body);
  const std::string option = (*body)["uploadOverwriteOption"].text();
  const auto size = static_cast<std::uint64_t>((*body)["contentLength"].integer().value_or(0));
  const auto chunk = static_cast<std::uint64_t>((*body)["chunkSize"].integer().value_or(0));
  if (chunk < 5'242'880) violations.push_back("chunkSize below 5 MiB");
  if (option == refused_option) return respond(400, problem(400, "the file already exists"));
  const std::string asset_id = asset_for(*body);
  if (!assets.contains(asset_id)) return respond(404, problem(404, "no such asset"));
  for (auto& [id, upload] : uploads) {
    if (upload.asset_id != asset_id || upload.state != "open") continue;
    if (option == "Continue") {
      if (must_match && upload.size != size)
        return respond(400, problem(400, "wrong contentLength"));
      for (const ModelPart& part : upload.parts) current_url_.erase(part.id);
      return respond(200, upload_json(upload, false));
    }
    upload.state = "cancelled";  // erased
  }
  assets[asset_id].status = "Uploading";
  ModelUpload& upload = add_upload(asset_id, size, chunk);
  upload.option = option;
  return respond(200, upload_json(upload, false));
}

std::string ModelVendor::url_of(const ModelPart& part) {
  std::string& current = current_url_[part.id];
  if (!current.empty() && !renews_urls) return current;
  current = "https://store.example/" + part.id +
            "?X-Amz-Date=" + iso(host_->now_ms(), "%Y%m%dT%H%M%SZ") +
            "&X-Amz-Expires=" + std::to_string(url_life_s) + "&X-Amz-Signature=s" +
            std::to_string(++last_id_);
  urls_[current] = {part.id, host_->now_ms() + url_life_s * 1000};
  return current;
}

// Parts come in no useful order, numbered from 0.
std::string ModelVendor::upload_json(const ModelUpload& upload, bool is_listed) {
  std::string parts;
  for (std::size_t i = upload.parts.size(); i-- > 0;) {
    const ModelPart& part = upload.parts[i];
    ObjectText row;
    row.text("id", part.id).number("partNumber", static_cast<std::int64_t>(i));
    row.number("startingPosition", static_cast<std::int64_t>(part.off));
    row.number("endingPosition", static_cast<std::int64_t>(part.off + part.len) - 1);
    if (!is_listed) row.text("url", url_of(part));
    if (part.is_completed || !is_stingy) row.flag("isCompleted", part.is_completed);
    parts += (parts.empty() ? "" : ",") + row.text("unheardOf", "x").str();
  }
  ObjectText out;
  out.text("id", upload.id).text("assetId", upload.asset_id).raw("parts", "[" + parts + "]");
  if (!is_stingy) {
    out.number("contentLength", static_cast<std::int64_t>(upload.size)).raw("etag", "null");
    out.text("startDate", iso(upload.started_ms, "%Y-%m-%dT%H:%M:%SZ"));
  }
  return out.str();
}

Answer ModelVendor::put(const Sent& sent) {
  if (!sent.has(INGOT_F_EXACT_HEADERS) || !sent.has(INGOT_F_IDEMPOTENT))
    violations.push_back("a part without its flags");
  const auto found = urls_.find(sent.url);
  if (found == urls_.end() || host_->now_ms() >= found->second.second) {
    return respond(403,
                   "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>Request has "
                   "expired</Message></Error>");
  }
  const std::string& id = found->second.first;
  ModelUpload& upload = uploads.at(id.substr(0, id.find('.')));
  ModelPart& part = upload.parts.at(std::stoul(id.substr(id.find(".p") + 2)) - 1);
  if (upload.state != "open") return respond(404, "<Error><Code>NoSuchUpload</Code></Error>");
  const std::string range = ":" + std::to_string(part.off) + ":" + std::to_string(part.len) + "}";
  if (sent.body.find(range) == std::string::npos) violations.push_back("wrong bytes " + sent.body);
  ++part_puts[id];
  part.stored = sent.body;
  part.etag = "\"etag-" + id + "\"";
  return respond(200, "", {{"etag", part.etag}});
}

Answer ModelVendor::confirm(const Sent& sent) {
  const std::string id = segment(sent.url, 1);
  const auto found = uploads.find(id.substr(0, id.find('.')));
  if (found == uploads.end() || found->second.state != "open")
    return respond(404, problem(404, "no such part"));
  ModelPart& part = found->second.parts.at(std::stoul(id.substr(id.find(".p") + 2)) - 1);
  const auto body = Json::parse(sent.body);
  if (part.stored.empty()) violations.push_back("a part confirmed before it was stored");
  if (!body || (*body)["etag"].text() != part.etag) return respond(400, problem(400, "wrong etag"));
  part.is_completed = true;
  return respond(200);
}

Answer ModelVendor::complete(const Sent& sent) {
  const auto found = uploads.find(segment(sent.url, 1));
  if (found == uploads.end()) return respond(404, problem(404, "no such upload"));
  ModelUpload& upload = found->second;
  if (!sent.body.empty()) violations.push_back("a completion with a body");
  if (upload.state != "open") {
    violations.push_back("completed while " + upload.state);
    return respond(400, problem(400, "not in progress"));
  }
  for (const ModelPart& part : upload.parts) {
    if (!part.is_completed) return respond(400, problem(400, "incomplete parts"));
  }
  upload.state = "completed";
  ModelAsset& asset = assets.at(upload.asset_id);
  asset.has_file = true;
  asset.size = upload.size;
  asset.status = "Assembling";
  asset.looks_left = looks_until_available;
  return respond(200, R"({"items":[{"id":"x"}],"totalItemCount":1})");
}

Answer ModelVendor::asset(const Sent& sent, const std::string& route) {
  const auto found = assets.find(segment(sent.url, route == "asset" ? 0 : 1));
  if (found == assets.end()) return respond(404, problem(404, "no such asset"));
  ModelAsset& asset = found->second;
  if (route == "history") {
    return respond(200,
                   R"([{"jobType":"Register","isErrored":false},)"
                   R"({"jobType":"Transcode","isErrored":true,"displayMessage":"bad codec"}])");
  }
  if (route == "archive") asset.status = "Archiving", asset.looks_left = 1;
  if (route == "move") asset.parent_id = (*Json::parse(sent.body))["actionArguments"].text();
  if (route != "asset") return respond(200, R"({"items":[],"totalItemCount":1})");
  const bool is_busy = asset.status == "Assembling" || asset.status == "Archiving";
  if (is_busy && asset.looks_left-- <= 0)
    asset.status = asset.status == "Archiving" ? "Archived" : "Available";
  ObjectText out;
  out.text("id", asset.id).text("parentId", asset.parent_id).text("displayName", asset.name);
  if (!is_stingy)
    out.text("assetType", asset.type)
        .number("contentLength", static_cast<std::int64_t>(asset.size));
  return respond(200, out.text("assetStatus", asset.status).str());
}

int ModelVendor::count(const std::string& route) const {
  const auto found = counts.find(route);
  return found == counts.end() ? 0 : found->second;
}

std::vector<const ModelAsset*> ModelVendor::files_named(const std::string& name) const {
  std::vector<const ModelAsset*> found;
  for (const auto& [id, asset] : assets) {
    if (asset.name == name && asset.type == "File") found.push_back(&asset);
  }
  return found;
}

}  // namespace ingot::sessionupload::test
