// Reads the config key by key; the message of a problem names the key.
#include "plugins/tenovos/config.hpp"

#include <algorithm>
#include <array>

#include <ingot/kit/config_reader.hpp>
#include <ingot/kit/json.hpp>

namespace ingot::tenovos {
namespace {

const std::vector<std::string> kKinds = {"automatic",    "text",  "date",     "vocabulary",
                                         "multi_select", "table", "cascading"};
constexpr std::array<std::string_view, 8> kAttributeKeys = {"id",     "field",   "kind",   "format",
                                                            "values", "columns", "levels", "name"};
constexpr std::size_t kMostSecurityTemplates = 50;  // the newer endpoint's rule (tenovos.md 2.3)

// `in` takes the first problem of the attribute, with its place.
Attribute read_attribute(const std::string& name, const Json& json, ConfigReader& in);

void read_parts(Attribute& into, const Json& list, ConfigReader& in) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Json part = list.at(i);
    std::string name = part["id"].text();
    if (name.empty()) name = part["name"].text();
    if (name.empty()) in.fail("metadata." + into.name + ": each column or level needs an id");
    into.parts.push_back(read_attribute(name, part, in));
    const Kind kind = into.parts.back().kind;
    const bool is_cell = kind != Kind::table && kind != Kind::multi_select &&
                         (kind != Kind::cascading || into.kind == Kind::table);
    if (!is_cell) in.fail("metadata." + into.name + ": a cell cannot be of this kind");
  }
  if (into.parts.empty()) in.fail("metadata." + into.name + ": needs columns or levels");
}

Attribute read_attribute(const std::string& name, const Json& json, ConfigReader& in) {
  Attribute attribute;
  attribute.name = name;
  attribute.field = json.is_string() ? json.text() : name;
  if (json.is_string()) return attribute;
  if (!json.is_object())
    in.fail("metadata." + name + ": expected the name of a field, or an object");
  for (const std::string& key : json.keys()) {
    if (std::find(kAttributeKeys.begin(), kAttributeKeys.end(), key) == kAttributeKeys.end())
      in.fail("metadata." + name + ": unknown key `" + key + "`");
  }
  ConfigReader inner(json);
  attribute.field = inner.text("field", name);
  attribute.kind = static_cast<Kind>(inner.choice("kind", kKinds));
  attribute.format = inner.text("format", "");
  attribute.values = inner.table("values");
  if (!inner.problem().empty()) in.fail("metadata." + name + "." + inner.problem());
  if (inner.has("columns")) attribute.kind = Kind::table;
  if (inner.has("levels")) attribute.kind = Kind::cascading;
  if (attribute.kind == Kind::table) read_parts(attribute, json["columns"], in);
  if (attribute.kind == Kind::cascading) read_parts(attribute, json["levels"], in);
  return attribute;
}

void read_lists(const Json& root, ConfigReader& in, Config& config) {
  config.security_template_ids = in.texts("security_template_ids");
  const std::size_t count = config.security_template_ids.size();
  if (count == 0 || count > kMostSecurityTemplates)
    in.fail("security_template_ids: from 1 to 50 are needed");
  const Json metadata = root["metadata"];
  if (!metadata.is_absent() && !metadata.is_object()) in.fail("metadata: expected an object");
  for (const std::string& name : metadata.keys())
    config.metadata.push_back(read_attribute(name, metadata[name], in));
}

}  // namespace

Parsed<Config> parse_config(std::string_view json) {
  const auto root = Json::parse(json);
  if (!root) return Parsed<Config>::failed("config: " + root.problem());
  ConfigReader in(*root);
  Config config;
  config.base_url = in.base_url("https://api.tenovos.io/v1");
  in.secret("api_key");
  in.secret("password");
  config.username = in.text("username", "");
  if (config.username.empty()) in.fail("username: missing");
  config.client_id = in.text("client_id", "");
  config.metadata_template_id = in.text("metadata_template_id", "");
  if (config.metadata_template_id.empty()) in.fail("metadata_template_id: missing");
  read_lists(*root, in, config);
  config.checks_required = in.flag("check_required", true);
  config.is_metadata_only = in.flag("metadata_only", false);
  config.is_federated = (*root)["federated"].is_object();
  ConfigReader federated((*root)["federated"]);
  config.skips_transcode = federated.flag("skip_transcode", false);
  if (!federated.problem().empty()) in.fail("federated." + federated.problem());
  if (config.is_federated && config.is_metadata_only)
    in.fail("metadata_only: cannot go with federated");
  config.keeps_etag_quotes = in.choice("etags", {"as_received", "unquoted"}) == 0;
  config.post_check = static_cast<PostCheck>(in.choice("post_check", {"size", "md5", "none"}));
  config.post_check_wait_ms = in.number("post_check_wait", 0, 3'600'000, config.post_check_wait_ms);
  config.part_bytes =
      static_cast<std::uint64_t>(in.number("part_bytes", 1, kSingleMax, kPartBytes));
  config.max_bytes = static_cast<std::uint64_t>(in.number("max_bytes", 1, INT64_MAX, kSingleMax));
  config.failed_version =
      static_cast<FailedVersion>(in.choice("failed_version", {"delete", "leave"}));
  config.lost_create = static_cast<LostCreate>(in.choice("lost_create", {"adopt", "report"}));
  if (!in.problem().empty()) return Parsed<Config>::failed("config: " + in.problem());
  return config;
}

}  // namespace ingot::tenovos
