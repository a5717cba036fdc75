// The answers of ModelTenovos, in the shapes the documentation gives.
#include "tests/plugins/tenovos/model_tenovos.hpp"

#include <algorithm>

namespace ingot::tenovos::test {
namespace {

std::string segment(const std::string& url, std::size_t from_end) {
  std::string rest = url.substr(0, url.find('?'));
  for (; from_end > 0; --from_end) rest = rest.substr(0, rest.rfind('/'));
  return rest.substr(rest.rfind('/') + 1);
}

bool has(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

const char* kTemplate =
    R"({"template":{"templateId":"tpl","metadataGroups":[{"metadataGroupName":"Main","metadataAttributes":[
  {"id":"a-title","name":"Title","type":"text","required":true,"length":20},
  {"id":"a-usage","name":"Usage","type":"controlledVocabulary","controlledVocabularyId":"v-usage"},
  {"id":"a-tags","name":"Tags","type":"controlledVocabulary","controlledVocabularyId":"v-usage","isMultipleSelect":true},
  {"id":"a-date","name":"Expires","type":"date","dateFormat":"MM/dd/yyyy"}]}]}})";

}  // namespace

std::string ModelTenovos::route_of(const Sent& sent) {
  const std::string& url = sent.url;
  if (has(url, "store.example")) return "put";
  if (has(url, "/auth/token")) return has(sent.body, "\"session\"") ? "refresh" : "login";
  if (has(url, "/user")) return "user";
  if (has(url, "/metadata/template/")) return "template";
  if (has(url, "/metadata/vocabulary/")) return "vocabulary";
  if (has(url, "/search/keyword")) return "search";
  if (has(url, "/asset/complete")) return has(sent.body, "\"cancel\"") ? "cancel" : "complete";
  if (has(url, "/delete")) return has(sent.body, "undelete") ? "restore" : "delete";
  if (has(url, "/assets/asset/")) return "look_new";
  if (has(url, "/asset/")) return "look";
  return url.ends_with("/asset") ? "create" : "?";
}

void ModelTenovos::check_headers(const Sent& sent, const std::string& route) {
  const bool has_key = sent.header("X-API-Key") == "${s:api_key}";
  const bool has_session = sent.header("Authorization") == "${s:session.authorization}" &&
                           sent.header("AccessToken") == "${s:session.access_token}" &&
                           sent.auth == "account";
  const bool is_login = route == "login" || route == "refresh";
  if (route == "put" ? !sent.headers.empty() || !sent.has(INGOT_F_EXACT_HEADERS) : !has_key)
    violations.push_back(route + ": wrong headers");
  if (has_session == (route == "put" || is_login)) violations.push_back(route + ": wrong session");
  if (!sent.has(INGOT_F_SENSITIVE)) violations.push_back(route + ": its answer holds secrets");
  if (route == "?") violations.push_back("unknown route " + sent.url);
}

Answer ModelTenovos::operator()(const Sent& sent) {
  const std::string route = route_of(sent);
  const int occurrence = ++counts[route];
  check_headers(sent, route);
  auto fault = faults_.find({route, occurrence});
  if (fault == faults_.end()) fault = faults_.find({route, 0});
  if (fault == faults_.end()) return handle(sent, route);
  if (fault->second.luck == Luck::lose_after) (void)handle(sent, route);
  return fault->second.answer;
}

Answer ModelTenovos::handle(const Sent& sent, const std::string& route) {
  if (route == "create") return create(sent);
  if (route == "complete" || route == "cancel") return finish(sent);
  if (route == "put") return put(sent);
  if (route == "search") return search(sent);
  if (route == "look" || route == "look_new") return look(sent, route == "look_new");
  if (route == "delete" || route == "restore") return bin(sent);
  if (route == "user")
    return knows_user ? respond(200, R"({"userId":"user-1"})")
                      : respond(404, R"({"message":"no route"})");
  if (route == "template" || route == "vocabulary") {
    if (!may_read_templates) return respond(403, R"({"message":"User is not authorized"})");
    if (route == "template") return respond(200, kTemplate);
    return respond(
        200, R"({"metadataDocument":{"values":[{"valueId":"v-free","valueName":"Royalty-free"},)"
             R"({"valueId":"v-managed","valueName":"Rights-managed"}]}})");
  }
  return respond(
      200,
      R"({"clientId":"c","session":{"authorization":"${s:session.authorization}","accessToken":)"
      R"("${s:session.access_token}","refreshToken":"${s:session.refresh_token}","expireEpoch":)" +
          std::to_string(host_->now_ms() + 3'000'000) + "}}");
}

ModelAsset& ModelTenovos::add(const std::string& filename, const std::string& original) {
  ModelAsset asset;
  asset.object_id = "object-" + std::to_string(++last_id_);
  asset.file_id = "file-" + std::to_string(last_id_);
  asset.original_file_id = original.empty() ? asset.file_id : original;
  asset.filename = filename;
  asset.created_by = creator;
  asset.created_ms = host_->now_ms();
  assets.push_back(asset);
  return assets.back();
}

Answer ModelTenovos::create(const Sent& sent) {
  const auto body = Json::parse(sent.body);
  if (!body || !(*body)["metadata"].is_array())
    return respond(403, R"({"message":"Unexpected end of JSON input"})");
  if ((*body)["securityTemplateIds"].size() == 0)
    return respond(403, R"x({"message":"Invalid Asset: Missing Security Template ID(s)"})x");
  if ((*body)["filename"].text() == "refused.jpg")
    return respond(403, R"({"message":"Failed to parse Asset"})");
  ModelAsset& asset = add((*body)["filename"].text(), (*body)["originalFileId"].text());
  asset.body = sent.body;
  asset.content_path = (*body)["contentPath"].text();
  asset.announced = static_cast<std::uint64_t>((*body)["filesize"].integer().value_or(0));
  const bool is_single = asset.announced < single_below;
  if (!is_single && asset.announced > 0) asset.upload_id = "upload-" + std::to_string(last_id_);
  ObjectText data;
  data.text("objectId", asset.object_id)
      .text("filename", asset.filename)
      .text("fileId", asset.file_id);
  data.text("originalFileId", asset.original_file_id).text_if("uploadId", asset.upload_id);
  const std::string query = "?X-Amz-Expires=" + std::to_string(url_life_s) + "&X-Amz-Signature=s";
  const std::string place = "https://store.example/" + asset.object_id + "/";
  std::string urls = "[";
  const auto count =
      static_cast<int>((asset.announced + part_bytes - 1) / part_bytes) - missing_urls;
  for (int number = count; number >= 1; --number) {  // backwards, as nobody promises an order
    urls += (urls.size() > 1 ? "," : "") + ObjectText()
                                               .number("partNumber", number)
                                               .text("url", place + std::to_string(number) + query)
                                               .str();
  }
  if (!asset.content_path.empty()) {
    data.text("url", "masters/" + asset.content_path);
  } else if (is_single || asset.announced == 0) {
    data.text("url", place + "1" + query);
  } else {
    data.raw("urls", urls + "]");
  }
  if (!is_wrapped) return respond(200, data.str());
  return respond(200, ObjectText()
                          .text("status", "success")
                          .text("message", "Asset created successfully")
                          .raw("data", data.str())
                          .str());
}

Answer ModelTenovos::put(const Sent& sent) {
  ModelAsset* asset = find(segment(sent.url, 1));
  if (asset == nullptr || asset->is_cancelled)
    return respond(404, "<Error><Code>NoSuchUpload</Code></Error>");
  if (asset->is_in_bin) violations.push_back("bytes for an asset in the bin");
  const auto number = static_cast<std::uint32_t>(std::stoul(segment(sent.url, 0)));
  asset->parts[number] = sent.body;
  if (asset->upload_id.empty()) {
    const auto at = sent.body.rfind(':');
    asset->size = std::stoull(sent.body.substr(at + 1));
  }
  return respond(200, "", {{"etag", "\"e" + std::to_string(number) + "\""}});
}

Answer ModelTenovos::finish(const Sent& sent) {
  const auto body = Json::parse(sent.body);
  ModelAsset* asset = nullptr;
  for (ModelAsset& one : assets) {
    if (one.file_id == (*body)["fileId"].text()) asset = &one;
  }
  if (asset == nullptr || asset->upload_id != (*body)["uploadId"].text())
    return respond(400, R"({"status":"error","message":"Failed to parse asset: Missing fields"})");
  if ((*body)["action"].text() == "cancel") {
    asset->is_cancelled = true;
    return respond(200, R"({"action":"cancel","status":"success"})");
  }
  if (asset->is_cancelled || asset->size > 0)
    return respond(400, R"({"status":"error","message":"The specified upload does not exist"})");
  const Json parts = (*body)["parts"];
  const std::size_t expected = (asset->announced + part_bytes - 1) / part_bytes;
  if (parts.size() != expected || asset->parts.size() != expected)
    violations.push_back("completed without all parts");
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts.at(i)["partNumber"].integer() != static_cast<std::int64_t>(i + 1) ||
        parts.at(i)["etag"].text() != "\"e" + std::to_string(i + 1) + "\"")
      violations.push_back("a wrong ETag in the completion");
  }
  asset->size = asset->announced;
  return respond(200, R"({"action":"complete","status":"success","s3Key":"masters/x"})");
}

Answer ModelTenovos::search(const Sent& sent) {
  const auto body = Json::parse(sent.body);
  std::string rows = "[";
  int hits = 0;
  for (const ModelAsset& asset : assets) {
    if (asset.filename != (*body)["searchTerm"].at(0).text() || asset.is_in_bin) continue;
    ObjectText row;
    row.text("objectId", asset.object_id)
        .text("fileId", asset.file_id)
        .text("filename", asset.filename);
    row.text("originalFileId", asset.original_file_id).text_if("createdBy", asset.created_by);
    row.number("createdEpoch", asset.created_ms)
        .number("fileSizeInBytes", static_cast<std::int64_t>(asset.size));
    const auto sent_body = Json::parse(asset.body);
    if (sent_body) row.raw("metadata", (*sent_body)["metadata"].dump());
    rows += (hits++ > 0 ? "," : "") + row.str();
  }
  return respond(200, ObjectText().number("hitCount", hits).raw("result", rows + "]").str());
}

Answer ModelTenovos::look(const Sent& sent, bool is_new_form) {
  const ModelAsset* asset = find(segment(sent.url, 0));
  if (asset == nullptr) return respond(403, R"({"message":"Asset not found"})");
  ObjectText row;
  row.text("objectId", asset->object_id)
      .text("fileId", asset->file_id)
      .text("filename", asset->filename);
  row.text("originalFileId", asset->original_file_id);
  row.text("fileState", asset->is_in_bin ? "recycle bin" : "available");
  if (is_new_form && shows_size)
    row.number("fileSizeInBytes", static_cast<std::int64_t>(asset->size));
  if (!is_new_form && asset->size > 0 && !md5.empty())
    row.raw("technicalMetadata", "{\"tenovos_metadata\":{\"MD5Checksum\":\"" + md5 + "\"}}");
  return respond(200, is_new_form ? "{\"data\":" + row.str() + "}" : row.str());
}

Answer ModelTenovos::bin(const Sent& sent) {
  ModelAsset* asset = find(segment(sent.url, 1));
  if (asset == nullptr) return respond(502, R"({"message":"Internal server error"})");
  const bool is_delete = !has(sent.body, "undelete");
  asset->is_in_bin = is_delete;
  const std::string original = asset->original_file_id;
  if (is_delete && takes_original_along && original != asset->file_id)
    find(original)->is_in_bin = true;
  return respond(200, R"({"status":"success"})");
}

ModelAsset* ModelTenovos::find(const std::string& id) {
  const auto found = std::find_if(assets.begin(), assets.end(), [&](const ModelAsset& asset) {
    return asset.object_id == id || asset.file_id == id;
  });
  return found == assets.end() ? nullptr : &*found;
}

int ModelTenovos::count(const std::string& route) const {
  const auto found = counts.find(route);
  return found == counts.end() ? 0 : found->second;
}

std::vector<const ModelAsset*> ModelTenovos::living(const std::string& filename) const {
  std::vector<const ModelAsset*> found;
  for (const ModelAsset& asset : assets) {
    if (asset.filename == filename && !asset.is_in_bin) found.push_back(&asset);
  }
  return found;
}

}  // namespace ingot::tenovos::test
