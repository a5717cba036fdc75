// The answers of ModelDash, in the shapes the documentation gives or suggests.
#include "tests/plugins/dash/model_dash.hpp"

#include <ctime>

#include <ingot/kit/dates.hpp>

#include "plugins/dash/kit.hpp"

namespace ingot::dash::test {
namespace {

std::string iso(std::int64_t ms, bool is_compact) {
  const std::time_t seconds = ms / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[40];
  std::strftime(text, sizeof text, is_compact ? "%Y%m%dT%H%M%SZ" : "%Y-%m-%dT%H:%M:%S+00:00", &utc);
  return text;
}

std::string error_json(int status, const std::string& message) {
  return "{\"timestamp\":\"2027-01-15T08:00:00+00:00\",\"status\":" + std::to_string(status) +
         ",\"error\":\"Error\",\"message\":" + quote(message) + ",\"path\":\"/x\"}";
}

std::string last_segment(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace

std::string ModelDash::route_of(const Sent& sent) {
  const std::string& url = sent.url;
  const auto has = [&](const char* part) { return url.find(part) != std::string::npos; };
  if (has("store.example")) return "put";
  if (has("/oauth/token")) return "token";
  if (has("/asset-and-upload-batch-jobs")) return sent.method == "POST" ? "create" : "job";
  if (has("/asset-upload-completions")) return "complete";
  if (has("/asset-uploads")) return "upload";
  if (has("/asset-searches")) return "search";
  if (has("/current-user")) return "user";
  if (has("/folder-settings")) return "folders";
  if (has("/lifecycle")) return "lifecycle";
  if (has("/files")) return "files";
  if (has("/assets/"))
    return sent.method == "GET" ? "asset" : sent.method == "PATCH" ? "patch" : "delete";
  if (has("/fields")) return "fields";
  return "?";
}

Answer ModelDash::operator()(const Sent& sent) {
  const std::string route = route_of(sent);
  const int occurrence = ++counts[route];
  const auto is_signed = sent.header("Authorization").has_value();
  if (is_signed == (route == "put" || route == "token"))
    violations.push_back(route + ": wrong use of Authorization");
  if (route == "?") violations.push_back("unknown route " + sent.url);
  auto fault = faults_.find({route, occurrence});
  if (fault == faults_.end()) fault = faults_.find({route, 0});
  if (fault == faults_.end()) return handle(sent, route);
  if (fault->second.luck == Luck::lose_after) (void)handle(sent, route);
  return fault->second.answer;
}

Answer ModelDash::handle(const Sent& sent, const std::string& route) {
  if (route == "create") return create(sent);
  if (route == "job") return job(sent);
  if (route == "upload") return upload(sent);
  if (route == "put") return put(sent);
  if (route == "complete") return complete(sent);
  if (route == "search") return search(sent);
  if (route == "user") return respond(200, R"({"result":{"id":"user-1"},"permittedActions":[]})");
  if (route == "fields")
    return respond(
        200, R"([{"result":{"id":"f-title","name":"Title"}},{"id":"f-kw","name":"Keywords"}])");
  if (route == "folders") return respond(200, R"({"result":{"fieldId":"f-folder"}})");
  if (route == "token")
    return respond(
        200, R"({"access_token":"${s:session.token}","expires_in":86400,"token_type":"Bearer"})");
  return asset(sent, route);
}

std::string ModelDash::urls_json(const ModelUpload& upload, const Json& ask) {
  const std::int64_t now = host_->now_ms();
  std::string out = "[";
  const Json wanted = ask["urlRequests"];
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto number = wanted.at(i)["partNumber"].integer().value_or(0);
    const std::string key = upload.id + "/" + std::to_string(number);
    const std::string url = "https://store.example/" + key + "?X-Amz-Date=" + iso(now, true) +
                            "&X-Amz-Expires=" + std::to_string(url_life_s) + "&X-Amz-Signature=s" +
                            std::to_string(++last_id_);
    urls_[url] = {key, now + url_life_s * 1000};
    if (out.size() > 1) out += ',';
    out += "{\"partNumber\":" + std::to_string(number) + ",\"url\":" + quote(url) + "}";
  }
  return out + "]";
}

std::string ModelDash::new_upload(const std::string& asset_id, const Json& ask,
                                  std::string& upload_json) {
  ModelUpload upload;
  upload.id = "upload-" + std::to_string(++last_id_);
  upload.asset_id = asset_id;
  upload.size = static_cast<std::uint64_t>(ask["size"].integer().value_or(0));
  upload.part_size = static_cast<std::uint64_t>(ask["partSize"].integer().value_or(0));
  if (upload.part_size <= 5'242'880 || upload.part_size >= 5'368'709'120)
    violations.push_back("partSize out of bounds");
  upload_json = "{\"id\":" + quote(upload.id) + ",\"assetId\":" + quote(asset_id) +
                ",\"partUrls\":" + urls_json(upload, ask["partUrlsRequest"]) + "}";
  uploads[upload.id] = upload;
  return upload.id;
}

Answer ModelDash::create(const Sent& sent) {
  const auto body = Json::parse(sent.body);
  if (!body) return respond(400, error_json(400, "Failed to read request"));
  const Json items = (*body)["items"];
  if (items.size() > largest_batch) return respond(413, error_json(413, "Too many items"));
  for (std::size_t i = 0; i < items.size() && !refused_name.empty(); ++i) {
    if (last_segment(items.at(i)["path"].text()) == refused_name)
      return respond(400, error_json(400, "path is not valid"));
  }
  ModelJob job;
  job.id = "job-" + std::to_string(++last_id_);
  job.polls_left = polls_per_job;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Json item = items.at(i);
    const std::string id = item["batchItemId"].text(), name = last_segment(item["path"].text());
    if (!job.items_json.empty()) job.items_json += ',';
    if (failing_items.contains(name)) {
      job.items_json += "{\"batchItemId\":" + quote(id) + ",\"error\":" + failing_items[name] + "}";
      continue;
    }
    ModelAsset asset;
    asset.id = "asset-" + std::to_string(++last_id_);
    asset.path = item["path"].text();
    asset.filename = name;
    asset.size = static_cast<std::uint64_t>(item["size"].integer().value_or(0));
    asset.born_ms = host_->now_ms();
    assets[asset.id] = asset;
    std::string upload_json;
    new_upload(asset.id, item, upload_json);
    if (hidden_items.contains(name)) {
      job.items_json += "{\"batchItemId\":\"somebody-else\"}";
      continue;
    }
    job.items_json += "{\"batchItemId\":" + quote(id) + ",\"asset\":{\"id\":" + quote(asset.id) +
                      "},\"assetUpload\":{\"result\":" + upload_json + "}}";
  }
  jobs[job.id] = job;
  return respond(202, "{\"result\":{\"id\":" + quote(job.id) +
                          ",\"progress\":\"QUEUED\"},\"permittedActions\":[]}");
}

Answer ModelDash::job(const Sent& sent) {
  const auto found = jobs.find(last_segment(sent.url));
  if (found == jobs.end()) return respond(404, error_json(404, "no such job"));
  ModelJob& job = found->second;
  if (job.polls_left-- > 1)
    return respond(200, "{\"result\":{\"id\":" + quote(job.id) + ",\"progress\":\"IN_PROGRESS\"}}");
  return respond(200, "{\"result\":{\"id\":" + quote(job.id) +
                          ",\"progress\":\"COMPLETED\",\"dateCompleted\":\"2027-01-15T08:00:01+00:"
                          "00\",\"results\":[" +
                          job.items_json + "]}}");
}

Answer ModelDash::upload(const Sent& sent) {
  const auto body = Json::parse(sent.body);
  const Json ask = (*body)["partUrlsRequest"];
  const std::string asset_id = (*body)["assetId"].text(), upload_id = ask["uploadId"].text();
  if (!assets.contains(asset_id)) return respond(404, error_json(404, "no such asset"));
  std::string json;
  if (upload_id.empty()) {
    new_upload(asset_id, *body, json);
  } else {
    const auto found = uploads.find(upload_id);
    if (found == uploads.end()) return respond(404, error_json(404, "no such upload"));
    for (std::size_t i = 0; i < ask["urlRequests"].size(); ++i) {
      const auto number =
          static_cast<std::uint32_t>(ask["urlRequests"].at(i)["partNumber"].integer().value_or(0));
      if (found->second.parts.contains(number))
        violations.push_back("asked for the URL of a part that is there");
    }
    json = "{\"id\":" + quote(upload_id) + ",\"partUrls\":" + urls_json(found->second, ask) + "}";
  }
  return respond(200, "{\"result\":" + json + ",\"permittedActions\":[]}");
}

Answer ModelDash::put(const Sent& sent) {
  if (!sent.has(INGOT_F_EXACT_HEADERS) || !sent.has(INGOT_F_VERIFY_ETAG) ||
      !sent.has(INGOT_F_IDEMPOTENT)) {
    violations.push_back("a part without its flags");
  }
  const auto found = urls_.find(sent.url);
  if (found == urls_.end())
    return respond(403, "<Error><Code>SignatureDoesNotMatch</Code></Error>");
  const auto& [key, expiry] = found->second;
  if (host_->now_ms() >= expiry) {
    return respond(403,
                   "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>Request has "
                   "expired</Message></Error>");
  }
  ModelUpload& upload = uploads.at(key.substr(0, key.find('/')));
  const auto number = static_cast<std::uint32_t>(std::stoul(key.substr(key.find('/') + 1)));
  if (upload.is_complete) violations.push_back("a part after the completion");
  ++part_puts[key];
  upload.parts[number] = sent.body;
  return respond(200, "", {{"etag", "\"etag-" + key + "\""}});
}

Answer ModelDash::complete(const Sent& sent) {
  const auto body = Json::parse(sent.body);
  const auto found = uploads.find((*body)["uploadId"].text());
  if (found == uploads.end()) return respond(404, error_json(404, "no such upload"));
  ModelUpload& upload = found->second;
  if (upload.is_complete) {
    violations.push_back("completed twice");
    return respond(409, error_json(409, "upload is already completed"));
  }
  const Json parts = (*body)["parts"];
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto number = static_cast<std::uint32_t>(parts.at(i)["partNumber"].integer().value_or(0));
    const std::string etag = "etag-" + upload.id + "/" + std::to_string(number);
    if (parts.at(i)["eTag"].text() != etag || !upload.parts.contains(number)) {
      return respond(400, error_json(400, "part " + std::to_string(number) + " is not there"));
    }
    const std::string range = upload.parts[number];  // ${file:ITEM:OFF:LEN}
    bytes += std::stoull(range.substr(range.rfind(':') + 1));
  }
  if (bytes != upload.size) return respond(400, error_json(400, "wrong size"));
  upload.is_complete = true;
  assets.at(upload.asset_id).has_file = true;
  return respond(200, R"({"result":true,"permittedActions":[]})");
}

std::string ModelDash::asset_json(const ModelAsset& asset) const {
  std::string json = "{\"id\":" + quote(asset.id) +
                     ",\"lifecycleStatus\":{\"state\":" + quote(asset.state) +
                     "},\"currentAssetFile\":{\"filename\":" + quote(asset.filename) +
                     "},\"metadata\":{\"values\":{\"f-folder\":[";
  if (!asset.folder_value.empty()) json += quote(asset.folder_value);
  json += "]}}";
  if (has_dates) json += ",\"dateLastModified\":" + quote(iso(asset.born_ms, false));
  return json + "}";
}

Answer ModelDash::search(const Sent& sent) {
  const auto body = Json::parse(sent.body);
  for (const char* key : {"from", "pageSize", "criterion", "sorts"}) {
    if ((*body)[key].is_absent()) return respond(400, error_json(400, "Failed to read request"));
  }
  const auto from = static_cast<std::size_t>((*body)["from"].integer().value_or(0));
  const auto page = static_cast<std::size_t>((*body)["pageSize"].integer().value_or(0));
  if (page > largest_page) return respond(400, error_json(400, "Failed to read request"));
  std::string rows;
  std::size_t at = 0;
  for (const auto& [id, asset] : assets) {
    if (at++ < from || at > from + page) continue;
    rows += (rows.empty() ? "{\"result\":" : ",{\"result\":") + asset_json(asset) + "}";
  }
  return respond(
      200, "{\"results\":[" + rows + "],\"totalResults\":" + std::to_string(assets.size()) + "}");
}

Answer ModelDash::asset(const Sent& sent, const std::string& route) {
  std::string id = sent.url.substr(sent.url.find("/assets/") + 8);
  id = id.substr(0, id.find('/'));
  const auto found = assets.find(id);
  if (found == assets.end()) return respond(404, error_json(404, "no such asset"));
  ModelAsset& asset = found->second;
  if (route == "files") {
    if (!asset.has_file && !lists_files_early) return respond(200, R"({"results":[]})");
    std::string mark = marks_files ? std::string(",\"state\":") +
                                         (asset.has_file ? "\"COMPLETED\"" : "\"PENDING\"")
                                   : "";
    return respond(
        200, "{\"results\":[{\"result\":{\"id\":\"file-1\",\"filename\":" + quote(asset.filename) +
                 ",\"size\":" + std::to_string(asset.size) + mark + "}}]}");
  }
  if (route == "patch") {
    asset.metadata = sent.body;
  } else if (route == "delete") {
    assets.erase(found);
    return respond(204);
  } else if (route == "lifecycle") {
    asset.state = (*Json::parse(sent.body))["state"].text();
  }
  return respond(200, "{\"result\":" + asset_json(asset) +
                          ",\"permittedActions\":[{\"resourceType\":\"ASSET\",\"resourceId\":" +
                          quote(id) + ",\"action\":\"PUT_LIVE\"}]}");
}

int ModelDash::count(const std::string& route) const {
  const auto found = counts.find(route);
  return found == counts.end() ? 0 : found->second;
}

const ModelAsset* ModelDash::asset_of(const std::string& filename) const {
  for (const auto& [id, asset] : assets) {
    if (asset.filename == filename) return &asset;
  }
  return nullptr;
}

std::size_t ModelDash::assets_named(const std::string& filename) const {
  std::size_t count = 0;
  for (const auto& [id, asset] : assets) count += asset.filename == filename ? 1 : 0;
  return count;
}

}  // namespace ingot::dash::test
