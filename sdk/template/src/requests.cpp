#include "src/requests.hpp"

#include <ingot/kit/json.hpp>
#include <ingot/kit/login.hpp>
#include <ingot/kit/storage.hpp>
#include <ingot/kit/url_text.hpp>

namespace acme_plugin {

namespace kit = ingot::kit;
using ingot::Request;

namespace {

Request call(const Config& config, std::string method, const std::string& path,
             std::string body = {}) {
  Request request(std::move(method), config.base_url + path);
  request.auth("account")
      .header("Accept", "application/json")
      .header("Authorization", "Bearer " + ingot::secret("session.token"));
  if (!body.empty()) request.header("Content-Type", "application/json").body(std::move(body));
  return request;
}

}  // namespace

std::string remote_path(const Config& config, const ingot::Item& item) {
  return config.folder + (config.folder.ends_with('/') ? "" : "/") + item.key;
}

Request token_request(const Config& config) {
  kit::TokenRequest token(config.base_url + "/oauth/token", kit::TokenRequest::Form::form);
  token.field("grant_type", "client_credentials").field("client_id", config.client_id);
  token.secret_field("client_secret", "client_secret");
  return token.request("session.token", "");
}

Request create_request(const Config& config, const ingot::Item& item, std::string_view reference) {
  kit::ObjectText body;
  body.text("path", remote_path(config, item))
      .number("size", static_cast<std::int64_t>(item.size))
      .number("parts", item.n_parts)
      .text("reference", reference);
  return call(config, "POST", "/assets", body.str()).for_item(item);
}

Request find_request(const Config& config, std::string_view reference) {
  return call(config, "GET", "/assets?reference=" + kit::percent_encoded(reference)).idempotent();
}

Request asset_request(const Config& config, std::string_view asset_id) {
  return call(config, "GET", "/assets/" + kit::percent_encoded(asset_id)).idempotent();
}

Request delete_request(const Config& config, std::string_view asset_id) {
  return call(config, "DELETE", "/assets/" + kit::percent_encoded(asset_id)).idempotent();
}

Request url_request(const Config& config, std::string_view upload_id, std::uint32_t part) {
  const std::string path = "/uploads/" + kit::percent_encoded(upload_id) + "/urls";
  // Sensitive: who has the URL may write to it.
  return call(config, "POST", path, kit::ObjectText().number("part", part).str())
      .idempotent()
      .sensitive();
}

Request complete_request(const Config& config, std::string_view upload_id,
                         const std::vector<std::string>& etags) {
  std::vector<std::string> bare;
  for (const std::string& etag : etags) bare.push_back(kit::bare_etag(etag));
  const std::string path = "/uploads/" + kit::percent_encoded(upload_id) + "/complete";
  return call(config, "POST", path, kit::ObjectText().raw("etags", kit::array_text(bare)).str());
}

}  // namespace acme_plugin
