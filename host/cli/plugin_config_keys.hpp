// ConfigKeys: the keys of vendor.config that a plugin's schema declares, flat and in words. Not a
// check of a config (job/config_check). Pure.
#pragma once

#include <string>
#include <vector>

namespace ingot::cli {

struct ConfigKey {
  std::string path;         // "oauth.client_id"
  std::string type;         // "text", "integer", "one of a, b", "secret"
  std::string fallback;     // as JSON; empty: none
  std::string description;  // may be empty
  bool is_required = false;

  // "text, required; address of the API".
  std::string summary() const;
};

// In the order of the schema; the keys of an object follow it. Empty when the text is no schema of
// an object.
std::vector<ConfigKey> config_keys(const std::string& schema_json);

}  // namespace ingot::cli
