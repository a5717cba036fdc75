// Config: vendor.config of a BIM 360 / ACC Assets job as typed values. Keys that may differ from
// row to row (category, status, barcode, ...) are read from the item, not from here. Secrets are
// names. A value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <ingot/kit/parsed.hpp>

// The kit's words (Json, Verdict, Ending, ...) are this plugin's own.
namespace ingot::bim360 {
using namespace kit;

struct OAuth {
  std::string client_id, token_url;
  bool has_secret = false;  // a public client has none and names itself in the body
};

// What tells a row's asset from all others of the project; searched for before anything is sent
// twice.
enum class KeyKind { client_asset_id, barcode, attribute };
enum class NumericForm { string, number };
enum class IfNotPermitted { leave, fail };

struct Config {
  std::string base_url;
  std::optional<OAuth> oauth;  // absent: a bearer token from the secret "access_token"
  std::string project_id;      // a bare UUID
  std::string service = "bim360";
  std::string category;  // as written in the job: a template perhaps, see is_template()
  std::map<std::string, std::string> attributes;  // display name or caN -> field of the job
  KeyKind key_kind = KeyKind::client_asset_id;
  std::string key_attribute;  // display name or caN, when key_kind is attribute
  bool search_first = false, wants_locations = false;
  std::size_t batch_size = 100, bisect_writes = 40;
  std::int64_t search_pause_ms = 5000;
  std::int64_t url_window = 25, url_minutes = 10;
  NumericForm numeric = NumericForm::string;
  std::map<std::string, std::string> headers;  // of every call to the API, e.g. x-ads-region
  std::string lifecycle_to = "created";
  IfNotPermitted if_not_permitted = IfNotPermitted::leave;
};

Parsed<Config> parse_config(std::string_view json);

// The text still has placeholders, so it says nothing before it is rendered for an item.
inline bool is_template(const std::string& text) {
  return text.find("${") != std::string::npos;
}

}  // namespace ingot::bim360
