#include "plugins/sessionupload/requests.hpp"

#include <ingot/kit/json.hpp>
#include <ingot/kit/storage.hpp>
#include <ingot/kit/url_text.hpp>

namespace ingot::sessionupload {
namespace {

// Ten thousand parts with signed URLs of two kilobytes, and some room; the host takes at most 64
// MiB.
constexpr std::uint32_t kLargestAnswer = 48u << 20;

Text json_secret(const char* name) {
  return Text("\"").add(secret(name, Encoding::json)).add("\"");
}

}  // namespace

std::string start_body(const Target& target, const Config& config, Overwrite overwrite,
                       std::uint64_t size) {
  ObjectText body;
  body.number("contentLength", static_cast<std::int64_t>(size))
      .number("chunkSize", static_cast<std::int64_t>(chunk_for(size, config.chunk_size)))
      .text("uploadOverwriteOption", config.wire_word(overwrite));
  if (!config.replace_options.empty())
    body.raw("uploadReplaceOptions", array_text(config.replace_options));
  body.text_if("existingAssetId", target.existing_asset_id)
      .text_if("relatedContentId", target.related_content_id)
      .text_if("parentId", target.parent_id)
      .text_if("relativePath", target.relative_path)
      .text_if("displayName", target.display_name)
      .text_if("languageId", target.language_id);
  return body.str();
}

std::string move_body(std::string_view asset_id, std::string_view folder_id) {
  ObjectText body;
  body.text("actionArguments", folder_id).raw("targetIds", array_text({std::string(asset_id)}));
  return body.str();
}

std::string confirm_body(const Config& config, const std::string& etag) {
  return ObjectText().text("etag", config.is_bare_etag ? bare_etag(etag) : etag).str();
}

Request Api::call(std::string method, const std::string& path, std::string body) const {
  Request request(std::move(method), config_.base_url + config_.api_path + path);
  request.header("Accept", "application/json")
      .header("Authorization",
              Text("Bearer ").add(secret(config_.has_login ? "session.token" : "token")));
  if (config_.has_login) request.auth("account");
  if (!body.empty()) request.header("Content-Type", "application/json").body(std::move(body));
  return request;
}

Request Api::tokens(const std::string& path, Text body) const {
  Request request("POST", config_.base_url + config_.api_path + path);
  request.header("Accept", "application/json")
      .header("Content-Type", "application/json")
      .body(std::move(body))
      .capture("/token", "session.token")
      .capture("/refreshToken", "session.refresh")
      .sensitive();
  return request;
}

Request Api::log_in() const {
  Text body("{\"userName\":" + quote(config_.username) + ",\"password\":");
  body.add(json_secret("password"));
  if (!config_.application_id.empty())
    body.add(",\"applicationId\":" + quote(config_.application_id));
  return tokens("/account/login", std::move(body).add("}"));
}

Request Api::refresh() const {
  return tokens("/account/refresh-token",
                Text("{\"refreshToken\":").add(json_secret("session.refresh")).add("}"));
}

Request Api::start(const Target& target, Overwrite overwrite, std::uint64_t size) const {
  return upload_call("start", start_body(target, config_, overwrite, size))
      .sensitive()
      .max_response(kLargestAnswer);
}

Request Api::upload_call(const std::string& rest, std::string body) const {
  return call("POST", config_.route_prefix + "/upload/" + rest, std::move(body));
}

Request Api::asset_call(const std::string& asset_id, const std::string& action,
                        std::string body) const {
  return call("POST", "/admin/asset/" + percent_encoded(asset_id) + "/" + action, std::move(body));
}

Request Api::upload(const std::string& upload_id) const {
  return call("GET", "/admin/asset/upload/" + percent_encoded(upload_id))
      .idempotent()
      .sensitive()
      .max_response(kLargestAnswer);
}

Request Api::open_uploads() const {
  return call("GET", "/admin/asset/upload?includeCompletedUploads=false")
      .idempotent()
      .sensitive()
      .max_response(kLargestAnswer);
}

Request Api::asset(const std::string& asset_id, const std::string& more) const {
  return call("GET", "/admin/asset/" + percent_encoded(asset_id) + more).idempotent();
}

}  // namespace ingot::sessionupload
