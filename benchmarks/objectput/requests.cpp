#include "benchmarks/objectput/requests.hpp"

#include <ingot/kit/config_reader.hpp>
#include <ingot/kit/json.hpp>
#include <ingot/kit/url_text.hpp>

namespace ingot::objectput {
namespace {

// The key with its slashes; everything else that means something in a URL is encoded.
std::string encoded_key(std::string_view key) {
  std::string text;
  while (true) {
    const auto slash = key.find('/');
    text += kit::percent_encoded(key.substr(0, slash));
    if (slash == key.npos) return text;
    text += '/';
    key.remove_prefix(slash + 1);
  }
}

}  // namespace

Config read_config(std::string_view json) {
  const auto root = kit::Json::parse(json);
  if (!root) throw std::invalid_argument("config: " + root.problem());
  kit::ConfigReader in(*root);
  Config config;
  config.base_url = in.base_url("");
  if (config.base_url.empty()) in.fail("base_url: missing");
  config.bucket = in.text("bucket", config.bucket);
  config.has_content_md5 = in.flag("content_md5", true);
  if (!in.problem().empty()) throw std::invalid_argument("config: " + in.problem());
  return config;
}

std::string object_url(const Config& config, const Item& item) {
  return config.base_url + "/" + kit::percent_encoded(config.bucket) + "/" + encoded_key(item.key);
}

Request put_request(const Config& config, const Item& item, const std::string& url, Part part) {
  Request request("PUT", url);
  request.idempotent().for_item(item).body(file(item, part));
  if (!config.has_content_md5) return request;
  request.header("Content-MD5", body_digest("md5/base64")).verify_etag();
  return request;
}

std::string part_url(const std::string& url, std::string_view upload, std::uint32_t number) {
  return url + "?partNumber=" + std::to_string(number) +
         "&uploadId=" + kit::percent_encoded(upload);
}

Request initiate_request(const std::string& url) { return Request("POST", url + "?uploads"); }

Request complete_request(const std::string& url, std::string_view upload,
                         const std::vector<std::string>& etags) {
  std::string body = "<CompleteMultipartUpload>";
  for (std::size_t i = 0; i < etags.size(); ++i) {
    body += "<Part><PartNumber>" + std::to_string(i + 1) + "</PartNumber><ETag>" + etags[i] +
            "</ETag></Part>";
  }
  Request request("POST", url + "?uploadId=" + kit::percent_encoded(upload));
  request.header("Content-Type", "application/xml").body(body + "</CompleteMultipartUpload>");
  return request;
}

std::string read_upload_id(std::string_view body) {
  constexpr std::string_view kOpen = "<UploadId>", kClose = "</UploadId>";
  const auto start = body.find(kOpen);
  if (start == body.npos) return {};
  body.remove_prefix(start + kOpen.size());
  const auto end = body.find(kClose);
  return std::string(end == body.npos ? std::string_view() : body.substr(0, end));
}

}  // namespace ingot::objectput
