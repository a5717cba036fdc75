// Bodies are written by hand: their shape is the documentation, and key order stays the same for
// ever.
#include "plugins/dash/requests.hpp"

#include <algorithm>

#include <ingot/kit/json.hpp>
#include <ingot/kit/login.hpp>
#include <ingot/kit/url_text.hpp>

#include "plugins/dash/kit.hpp"

namespace ingot::dash {
namespace {

constexpr std::uint64_t kSmallestPartSize = 5'242'881, kLargestPartSize = 5'368'709'119;
// A job of 100 items with 50 signed URLs each, or a page of 1000 assets, is some ten MiB.
constexpr std::uint32_t kLargestAnswer = 64u << 20;

std::string asked_parts(const UploadAsk& ask) {
  std::string out = "\"partUrlsRequest\":{";
  if (!ask.upload_id.empty()) out += "\"uploadId\":" + quote(ask.upload_id) + ",";
  out += "\"urlRequests\":[";
  for (const PartAsk& part : ask.parts) {
    if (out.back() != '[') out += ',';
    out += "{\"partNumber\":" + std::to_string(part.number);
    if (!part.md5.empty()) out += ",\"contentMd5\":" + quote(part.md5);
    out += '}';
  }
  return out + "]}";
}

std::string file_members(const UploadAsk& ask) {
  const std::string part_size = ask.part_size == 0 ? "null" : std::to_string(ask.part_size);
  return "\"path\":" + quote(ask.path) + ",\"size\":" + std::to_string(ask.size) +
         ",\"partSize\":" + part_size + "," + asked_parts(ask);
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

std::string unquoted(std::string_view text) {
  const std::string quoted = quote(text);
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

std::uint64_t announced_part_size(std::uint64_t size, std::uint64_t part_size,
                                  std::uint32_t n_parts) {
  if (n_parts > 1) return part_size;
  if (size > kLargestPartSize) return 0;
  return std::max(size, kSmallestPartSize);
}

std::string create_body(const std::vector<UploadAsk>& items) {
  std::string out = "{\"items\":[";
  for (const UploadAsk& item : items) {
    if (out.back() != '[') out += ',';
    out += "{\"batchItemId\":" + quote(item.batch_item_id) + "," + file_members(item) + "}";
  }
  return out + "]}";
}

std::string upload_body(const UploadAsk& ask) {
  return "{\"assetId\":" + quote(ask.asset_id) + "," + file_members(ask) + "}";
}

std::string completion_body(std::string_view asset_id, std::string_view upload_id,
                            const std::vector<std::string>& etags) {
  std::string out =
      "{\"assetId\":" + quote(asset_id) + ",\"uploadId\":" + quote(upload_id) + ",\"parts\":[";
  for (std::size_t i = 0; i < etags.size(); ++i) {
    if (i > 0) out += ',';
    out += "{\"partNumber\":" + std::to_string(i + 1) + ",\"eTag\":" + quote(etags[i]) + "}";
  }
  return out + "]}";
}

std::string search_body(std::size_t from, std::size_t page_size) {
  // All four members are needed, even empty, or the answer is a 400 (dash.md 1.5).
  return "{\"from\":" + std::to_string(from) + ",\"pageSize\":" + std::to_string(page_size) +
         ",\"criterion\":{\"type\":\"AND\",\"criteria\":[]},\"sorts\":[]}";
}

std::string metadata_body(const FieldValues& values) {
  std::string out = "{\"metadata\":{\"values\":{";
  for (const auto& [field, texts] : values) {
    if (out.back() != '{') out += ',';
    out += quote(field) + ":[";
    for (const std::string& text : texts) {
      if (out.back() != '[') out += ',';
      out += quote(text);
    }
    out += ']';
  }
  return out + "}}}";
}

std::string fill_path(std::string text, std::string_view asset_id, std::string_view state) {
  replace_all(text, "{asset_id}", percent_encoded(asset_id));
  replace_all(text, "{state}", percent_encoded(state));
  return text;
}

std::string fill_body(std::string text, std::string_view asset_id, std::string_view state) {
  replace_all(text, "{asset_id}", unquoted(asset_id));
  replace_all(text, "{state}", unquoted(state));
  return text;
}

Request Api::call(std::string method, const std::string& path, std::string body) const {
  Request request(std::move(method), config_.base_url + path);
  request.header("Accept", "application/json")
      .header("Authorization",
              Text("Bearer ").add(secret(config_.oauth ? "session.token" : "access_token")))
      .max_response(kLargestAnswer);
  if (config_.oauth) request.auth("account");
  if (!body.empty()) request.header("Content-Type", "application/json").body(std::move(body));
  return request;
}

Request Api::read(std::string method, const std::string& path, std::string body) const {
  // Answers carry signed URLs, which are secrets.
  return call(std::move(method), path, std::move(body)).idempotent().sensitive();
}

Request Api::change(std::string method, const std::string& path, std::string body,
                    std::uint64_t tag) const {
  return call(std::move(method), path, std::move(body)).tag(tag);
}

Request Api::settle(std::string method, const std::string& path, std::string body) const {
  return call(std::move(method), path, std::move(body)).idempotent();
}

Request Api::token() const {
  const OAuth& oauth = *config_.oauth;
  const bool is_form = oauth.encoding == TokenEncoding::form;
  TokenRequest request(oauth.token_url,
                       is_form ? TokenRequest::Form::form : TokenRequest::Form::json);
  request.field("grant_type", "refresh_token")
      .field("client_id", oauth.client_id)
      .secret_field("client_secret", "oauth.client_secret")
      .secret_field("refresh_token", "oauth.refresh_token");
  return request.request("session.token", "oauth.refresh_token");
}

}  // namespace ingot::dash
