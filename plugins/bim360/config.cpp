// Reads the config key by key; the message of a problem names the key.
#include "plugins/bim360/config.hpp"

#include <ingot/kit/config_reader.hpp>
#include <ingot/kit/value_text.hpp>

namespace ingot::bim360 {
namespace {

std::string read_oauth(const Json& json, Config& config) {
  ConfigReader in(json);
  OAuth oauth;
  oauth.client_id = in.text("client_id", "");
  if (oauth.client_id.empty()) in.fail("client_id: missing");
  oauth.has_secret = in.has("client_secret");
  if (oauth.has_secret) in.secret("client_secret");
  in.secret("refresh_token");
  oauth.token_url =
      in.text("token_url", "https://developer.api.autodesk.com/authentication/v2/token");
  config.oauth = std::move(oauth);
  return in.problem().empty() ? "" : "oauth." + in.problem();
}

void read_key(ConfigReader& in, Config& config) {
  const std::string key = in.text("ingest_key", in.has("barcode") ? "barcode" : "client_asset_id");
  if (key == "barcode") {
    config.key_kind = KeyKind::barcode;
  } else if (key != "client_asset_id") {
    config.key_kind = KeyKind::attribute;
    config.key_attribute = key;
  }
}

void read_headers(ConfigReader& in, Config& config) {
  config.headers = in.table("headers");
  for (const auto& [name, value] : config.headers) {
    for (const char* own : {"authorization", "accept", "content-type", "host", "content-length"}) {
      if (lower_ascii(name) == own) in.fail("headers: `" + name + "` is set by ingot itself");
    }
  }
}

}  // namespace

Parsed<Config> parse_config(std::string_view json) {
  auto root = Json::parse(json);
  if (!root) return Parsed<Config>::failed("config: " + root.problem());
  ConfigReader in(*root);
  Config config;
  config.base_url = in.base_url("https://developer.api.autodesk.com");
  config.project_id = in.text("project_id", "");
  if (config.project_id.starts_with("b.")) config.project_id.erase(0, 2);
  if (config.project_id.empty()) in.fail("project_id: missing");
  config.service =
      in.choice("service", {"bim360", "construction"}) == 0 ? "bim360" : "construction";
  config.category = in.text("category", "");
  config.attributes = in.table("custom_attributes");
  read_key(in, config);
  config.search_first = in.flag("search_first", false);
  config.wants_locations = in.has("location");
  config.batch_size = static_cast<std::size_t>(in.number("batch_size", 1, 100, 100));
  config.bisect_writes = static_cast<std::size_t>(in.number("bisect_writes", 1, 1000, 40));
  config.search_pause_ms = in.number("search_pause", 1, 600'000, 5000);
  config.url_window = in.number("url_window", 1, 25, 25);
  config.url_minutes = in.number("url_minutes", 1, 60, 10);
  config.numeric = static_cast<NumericForm>(in.choice("numeric_as", {"string", "number"}));
  read_headers(in, config);
  ConfigReader lifecycle((*root)["lifecycle"]);
  config.lifecycle_to = lifecycle.choice("to", {"created", "status"}) == 0 ? "created" : "status";
  config.if_not_permitted =
      static_cast<IfNotPermitted>(lifecycle.choice("if_not_permitted", {"leave", "fail"}));
  if (config.lifecycle_to == "status" && !in.has("final_status"))
    in.fail("final_status: needed for lifecycle.to: status");
  std::string problem;
  if ((*root)["oauth"].is_object()) {
    problem = read_oauth((*root)["oauth"], config);
  } else {
    in.secret("access_token");
  }
  for (const auto& found : {in.problem(), problem, lifecycle.problem()}) {
    if (!found.empty()) return Parsed<Config>::failed("config: " + found);
  }
  return config;
}

}  // namespace ingot::bim360
