// Bodies are written by hand: their shape is the documentation, and key order stays the same for
// ever.
#include "plugins/tenovos/requests.hpp"

#include <ingot/kit/json.hpp>
#include <ingot/kit/storage.hpp>

namespace ingot::tenovos {
namespace {

// A file of 10 000 parts has as many signed URLs of some 1.6 KB; a page of search hits carries
// whole metadata.
constexpr std::uint32_t kLargestAnswer = 64u << 20;

}  // namespace

std::string Asset::to_json() const {
  ObjectText out;
  out.text_if("object_id", object_id).text_if("file_id", file_id);
  out.text_if("original_file_id", original_file_id).text_if("version_of", version_of);
  return out.text_if("upload_id", upload_id).str();
}

Asset Asset::read(const Json& json) {
  Asset asset;
  asset.object_id = json["object_id"].text();
  asset.file_id = json["file_id"].text();
  asset.original_file_id = json["original_file_id"].text();
  asset.version_of = json["version_of"].text();
  asset.upload_id = json["upload_id"].text();
  return asset;
}

std::string create_body(const Config& config, const ItemPlan& plan, std::uint64_t size) {
  ObjectText out;
  out.text_if("originalFileId", plan.original_file_id);
  out.text("metadataTemplateId", config.metadata_template_id);
  out.raw("metadata", plan.metadata);
  out.raw("securityTemplateIds", array_text(config.security_template_ids));
  out.text("filename", plan.filename);
  if (plan.mode == Mode::federated)
    out.text("contentPath", plan.content_path).flag("skipTranscode", config.skips_transcode);
  if (plan.mode == Mode::upload) out.number("filesize", static_cast<std::int64_t>(size));
  return out.str();
}

std::string finish_body(const Config& config, const Asset& asset, const UploadFacts& facts,
                        Finish action) {
  std::string parts = "[";
  for (std::size_t i = 0; i < facts.etags.size(); ++i) {
    const std::string etag = config.keeps_etag_quotes ? facts.etags[i] : bare_etag(facts.etags[i]);
    parts += (i > 0 ? "," : "") + ObjectText()
                                      .number("partNumber", static_cast<std::int64_t>(i + 1))
                                      .text("etag", etag)
                                      .str();
  }
  ObjectText out;
  out.text("fileId", asset.file_id).text("filename", facts.filename);
  out.number("filesize", static_cast<std::int64_t>(facts.size));
  out.text("action", action == Finish::complete ? "complete" : "cancel");
  out.text_if("originalFileId", asset.original_file_id).text("uploadId", asset.upload_id);
  return out.raw("parts", parts + "]").str();
}

std::string search_body(std::string_view filename, std::size_t from) {
  const std::string sort = ObjectText()
                               .text("metadataDefinitionSearchField", "lastUpdatedEpoch")
                               .text("order", "desc")
                               .str();
  ObjectText out;
  out.number("from", static_cast<std::int64_t>(from));
  out.raw("searchTerm", "[" + quote(filename) + "]");
  out.flag("includeDeleted", false).flag("includeVersions", true);
  out.raw("sortBy", "[" + sort + "]").text("operation", "AND");
  return out.text("keywordSearchField", "filename").str();
}

std::string bin_body(Bin action) {
  return ObjectText()
      .text("action", action == Bin::remove ? "delete" : "undelete")
      .text("deleteType", "full")
      .str();
}

Request Api::call(std::string method, const std::string& path) const {
  Request request(std::move(method), config_.base_url + path);
  request.header("X-API-Key", secret("api_key"))
      .header("Accept", "application/json")
      .header("Content-Type", "application/json")
      .max_response(kLargestAnswer)
      .sensitive();  // answers carry signed URLs and tokens
  return request;
}

Request Api::signed_call(std::string method, const std::string& path, std::string body) const {
  Request request = call(std::move(method), path);
  // The JWT as it is, without "Bearer"; AccessToken is needed by older tenants and does no harm
  // (tenovos.md 2.2, 2.10).
  request.header("Authorization", secret("session.authorization"))
      .header("AccessToken", secret("session.access_token"))
      .auth("account");
  if (!body.empty()) request.body(std::move(body));
  return request;
}

Request Api::repeatable(std::string method, const std::string& path, std::string body) const {
  return std::move(signed_call(std::move(method), path, std::move(body)).idempotent());
}

Request Api::once(const std::string& path, std::string body) const {
  return signed_call("POST", path, std::move(body));
}

Request Api::token(Text body) const {
  Request request = call("POST", "/auth/token");
  request.body(std::move(body))
      .capture("/session/authorization", "session.authorization")
      .capture("/session/accessToken", "session.access_token")
      .capture("/session/refreshToken", "session.refresh_token");
  return request;
}

Request Api::refresh() const {
  return token(Text("{\"session\":{\"accessToken\":\"")
                   .add(secret("session.access_token", Encoding::json))
                   .add("\",\"refreshToken\":\"")
                   .add(secret("session.refresh_token", Encoding::json))
                   .add("\"}}"));
}

Request Api::password_login() const {
  std::string end = "\"";
  if (!config_.client_id.empty()) end += ",\"clientId\":" + quote(config_.client_id);
  return token(Text("{\"username\":" + quote(config_.username) + ",\"password\":\"")
                   .add(secret("password", Encoding::json))
                   .add(end + "}"));
}

}  // namespace ingot::tenovos
