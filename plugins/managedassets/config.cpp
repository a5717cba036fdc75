// Reads the config key by key; the message of a problem names the key.
#include "plugins/managedassets/config.hpp"

#include <ingot/kit/config_reader.hpp>
#include <ingot/kit/json.hpp>

#include "plugins/managedassets/draft.hpp"

namespace ingot::managedassets {
namespace {

// "8 GB" is read as GiB where it refuses and as 10^9 where it warns (managedassets.md 2.2).
constexpr std::uint64_t kGiB = std::uint64_t{1} << 30, kGB = 1'000'000'000;
constexpr std::int64_t kMostBytes = std::int64_t{1} << 50;

std::string read_oauth(const Json& json, Config& config) {
  ConfigReader in(json);
  OAuth oauth;
  oauth.client_id = in.text("client_id", "");
  if (oauth.client_id.empty()) in.fail("client_id: missing");
  in.secret("client_secret");
  oauth.audience = in.text("audience", "https://api.cimpress.io/");
  oauth.token_url = in.text("token_url", "https://oauth.cimpress.io/v2/token");
  config.oauth = std::move(oauth);
  return in.problem().empty() ? "" : "oauth." + in.problem();
}

std::string read_poll(const Json& json, Config& config) {
  ConfigReader in(json);
  Poll poll;
  poll.member = in.text("member", "");
  for (const std::string& value : in.texts("ready")) poll.ready.insert(value);
  for (const std::string& value : in.texts("failed")) poll.failed.insert(value);
  poll.every_ms = in.number("every", 1, 600'000, poll.every_ms);
  poll.timeout_ms = in.number("timeout", 1, 86'400'000, poll.timeout_ms);
  config.poll = std::move(poll);
  return in.problem().empty() ? "" : "poll." + in.problem();
}

std::string read_names(const Json& json, Names& names) {
  ConfigReader in(json);
  names.id = in.text("id", names.id);
  names.expires_on = in.text("expires_on", names.expires_on);
  names.metadata = in.text("metadata", names.metadata);
  names.size = in.text("size", names.size);
  return in.problem().empty() ? "" : "response." + in.problem();
}

std::string read_metadata(const Json& json, Metadata& metadata) {
  for (const std::string& name : json.keys()) {
    const Json value = json[name];
    const bool is_scalar = !value.is_absent() && !value.is_object() && !value.is_array();
    if (!is_scalar)
      return "metadata." + name + ": one level of texts, numbers and truth values only";
    metadata.emplace_back(name, value.is_string() ? quote(value.text()) : value.text());
  }
  return {};
}

void read_limits(ConfigReader& in, Config& config) {
  const std::uint64_t limit =
      in.choice("environment", {"production", "non_production"}) == 0 ? 8 : 4;
  const auto own = static_cast<std::uint64_t>(in.number("max_bytes", 1, kMostBytes, kMostBytes));
  const bool is_own = in.has("max_bytes");
  config.max_bytes = is_own ? own : limit * kGiB;
  config.warn_bytes = is_own ? 0 : limit * kGB;
}

void read_query(ConfigReader& in, Config& config) {
  const std::string query = in.text("query_by_metadata", "");
  config.query_by_metadata = query;
  if (query.empty()) return;
  const bool has_both = query.find("{key}") != query.npos && query.find("{value}") != query.npos;
  if (!query.starts_with('/') || !has_both)
    in.fail("query_by_metadata: must start with `/` and hold {key} and {value}");
  if (config.attempt_key.empty())
    in.fail(
        "query_by_metadata: needs attempt_key, or assets of other runs would be taken for ours");
}

std::string read_lifecycle(const Json& json, ConfigReader& in, Config& config) {
  config.lifecycle_expires = in.text("lifecycle_expires", "");
  if (!config.lifecycle_expires.empty()) {
    const std::string problem = lifetime_problem(config.lifecycle_expires);
    if (!problem.empty()) in.fail("lifecycle_expires: " + problem);
  }
  config.is_purging = in.flag("purge", false);
  ConfigReader lifecycle(json);
  config.lifecycle_to = lifecycle.text("to", "");
  if (config.lifecycle_to == "expiry" && config.lifecycle_expires.empty())
    in.fail("lifecycle_expires: needed for the lifecycle `expiry`");
  config.leaves_unpermitted = lifecycle.choice("if_not_permitted", {"leave", "fail"}) == 0;
  return lifecycle.problem();
}

}  // namespace

Parsed<Config> parse_config(std::string_view json) {
  auto root = Json::parse(json);
  if (!root) return Parsed<Config>::failed("config: " + root.problem());
  ConfigReader in(*root);
  Config config;
  config.base_url = in.base_url("");
  if (config.base_url.empty()) in.fail("base_url: missing");
  read_limits(in, config);
  config.is_managed = in.flag("managed", true);
  config.is_metadata_only = in.flag("metadata_only", false);
  config.has_expires = !in.text("expires", "").empty();
  config.has_asset_id = !in.text("asset_id", "").empty();
  config.join = in.text("join", config.join);
  config.ingest_key = in.text("ingest_key", config.ingest_key);
  config.attempt_key = in.text("attempt_key", config.attempt_key);
  if (!config.ingest_key.empty() && config.ingest_key == config.attempt_key)
    in.fail("attempt_key: must differ from ingest_key");
  read_query(in, config);
  config.has_typed_part = in.choice("metadata_part", {"json", "plain"}) == 0;
  config.patch_type = in.choice("patch_type", {"json", "merge_patch"}) == 0
                          ? "application/json"
                          : "application/merge-patch+json";
  config.answer_timeout_ms =
      in.number("answer_timeout", 1000, 86'400'000, config.answer_timeout_ms);
  const std::string lifecycle = read_lifecycle((*root)["lifecycle"], in, config);
  const Json oauth = (*root)["oauth"], poll = (*root)["poll"];
  if (!oauth.is_object()) in.secret("token");
  for (const std::string& found :
       {in.problem(), lifecycle, oauth.is_object() ? read_oauth(oauth, config) : "",
        poll.is_object() ? read_poll(poll, config) : "",
        read_names((*root)["response"], config.names),
        read_metadata((*root)["metadata"], config.metadata)}) {
    if (!found.empty()) return Parsed<Config>::failed("config: " + found);
  }
  return config;
}

}  // namespace ingot::managedassets
