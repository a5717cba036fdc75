// Bodies are written by hand: their shape is the documentation, and key order stays the same for
// ever.
#include "plugins/managedassets/requests.hpp"

#include <chrono>

#include <ingot/kit/json.hpp>
#include <ingot/kit/login.hpp>
#include <ingot/kit/url_text.hpp>

namespace ingot::managedassets {
namespace {

std::string asset_path(const std::string& id) {
  return "/v1/assets/" + percent_encoded(id);
}

std::string filled(std::string text, std::string_view what, const std::string& with) {
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

}  // namespace

std::string metadata_json(const Metadata& metadata) {
  ObjectText object;
  for (const auto& [name, json] : metadata) object.raw(name, json);
  return object.str();
}

std::string create_body(const Draft& draft, bool is_managed) {
  ObjectText body;
  // A text, not a truth value (managedassets.md 2.3).
  if (!draft.uri.empty())
    body.text("uri", draft.uri).text("managed", is_managed ? "true" : "false");
  if (!draft.metadata.empty()) body.raw("metadata", metadata_json(draft.metadata));
  return body.text_if("expires", draft.expires).str();
}

Form form_of(const Item& item, const Draft& draft, const std::string& boundary,
             bool has_typed_part) {
  Form form(boundary);
  if (!draft.metadata.empty())
    form.field("metadata", metadata_json(draft.metadata), has_typed_part ? "application/json" : "");
  if (!draft.expires.empty()) form.field("expires", draft.expires);
  return form.file("file", item);
}

Request Api::call(std::string method, const std::string& path) const {
  Request request(std::move(method), config_.base_url + path);
  request.header("Accept", "application/json")
      .header("Authorization",
              Text("Bearer ").add(secret(config_.oauth ? "session.token" : "token")));
  if (config_.oauth) request.auth("account");
  return request;
}

Request Api::read(const std::string& id, Visibility visibility) const {
  const bool is_all = visibility == Visibility::deleted_too;
  return call("GET", asset_path(id) + (is_all ? "?showDeleted=true" : "")).idempotent();
}

Request Api::query(const std::string& key, const std::string& value) const {
  const std::string path = filled(config_.query_by_metadata, "{key}", percent_encoded(key));
  return call("GET", filled(path, "{value}", percent_encoded(value))).idempotent();
}

void Api::add_form(Request& request, const Item& item, const Draft& draft) const {
  const std::string boundary = boundary_ + "-" + std::to_string(item.idx);
  const Form form = form_of(item, draft, boundary, config_.has_typed_part);
  request.header("Content-Type", form.content_type()).body(form.body());
}

Request Api::create(const Item& item, const Draft& draft) const {
  Request request = call("POST", "/v1/assets");
  if (draft.content == Content::file) {
    add_form(request, item, draft);
  } else {
    request.header("Content-Type", "application/json").body(create_body(draft, config_.is_managed));
  }
  // The service may fetch or check the whole content before it answers.
  request.timeout(std::chrono::milliseconds(config_.answer_timeout_ms));
  return request;
}

Request Api::replace_file(const Item& item, const Draft& draft, const std::string& etag) const {
  Request request = call("PUT", asset_path(draft.asset_id)).header("If-Match", etag);
  add_form(request, item, draft);
  request.timeout(std::chrono::milliseconds(config_.answer_timeout_ms));
  return request;
}

Request Api::patch(const std::string& id, std::string body, const std::string& etag) const {
  return call("PATCH", asset_path(id))
      .header("If-Match", etag)
      .header("Content-Type", config_.patch_type)
      .body(std::move(body))
      .timeout(std::chrono::milliseconds(config_.answer_timeout_ms));
}

Request Api::remove(const std::string& id, const std::string& etag, Removal how) const {
  const std::string purge = how == Removal::purge ? "true" : "false";
  return call("DELETE", asset_path(id) + "?purge=" + purge).header("If-Match", etag).idempotent();
}

Request Api::restore(const std::string& id, const std::string& expires) const {
  return call("POST", asset_path(id) + ":restore")
      .header("Content-Type", "application/json")
      .body(ObjectText().text_if("expires", expires).str());
}

Request Api::token() const {
  TokenRequest request(config_.oauth->token_url, TokenRequest::Form::json);
  request.field("grant_type", "client_credentials")
      .field("client_id", config_.oauth->client_id)
      .secret_field("client_secret", "oauth.client_secret");
  if (!config_.oauth->audience.empty()) request.field("audience", config_.oauth->audience);
  return request.request("session.token", "");
}

}  // namespace ingot::managedassets
