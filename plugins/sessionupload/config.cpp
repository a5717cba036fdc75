// Reads the config key by key; the message of a problem names the key.
#include "plugins/sessionupload/config.hpp"

#include <algorithm>

#include <ingot/kit/config_reader.hpp>

namespace ingot::sessionupload {

std::string Config::wire_word(Overwrite option) const {
  switch (option) {
    case Overwrite::replace:
      return is_lower_case ? "replace" : "Replace";
    case Overwrite::resume:
      return is_lower_case ? "continue" : "Continue";
    case Overwrite::create_only:
      return is_lower_case ? "cancel" : "Cancel";
    case Overwrite::asset_replace:
      return is_lower_case ? "assetReplace" : "AssetReplace";
  }
  return {};
}

namespace {

// plan.if_exists as the host hands it on. The problem, if it and `overwrite` cannot both be done.
std::string settle_existing(ConfigReader& in, Config& config) {
  if (!in.has("if_exists")) return {};
  const auto way = in.choice("if_exists", {"skip", "fail", "replace"});
  if (way == 2) {
    return config.overwrite == Overwrite::create_only
               ? "overwrite: `cancel` refuses what plan.if_exists wants replaced"
               : "";
  }
  if (config.overwrite == Overwrite::resume || config.overwrite == Overwrite::asset_replace)
    return "overwrite: changes what exists, which plan.if_exists wants left alone";
  config.if_exists = way == 0 ? IfExists::skip : IfExists::fail;
  config.overwrite = Overwrite::create_only;
  return {};
}

}  // namespace

Parsed<Config> parse_config(std::string_view json) {
  const auto root = Json::parse(json);
  if (!root) return Parsed<Config>::failed("config: " + root.problem());
  ConfigReader in(*root);
  Config config;
  config.base_url = in.base_url("");
  if (config.base_url.empty()) in.fail("base_url: missing");
  config.api_path = in.text("api_path", config.api_path);
  config.route_prefix = in.text("route_prefix", config.route_prefix);
  config.has_login = in.has("username");
  config.username = in.text("username", "");
  config.application_id = in.text("application_id", "");
  in.secret(config.has_login ? "password" : "token");
  config.overwrite = static_cast<Overwrite>(
      in.choice("overwrite", {"replace", "continue", "cancel", "asset_replace"}));
  if (const std::string problem = settle_existing(in, config); !problem.empty()) in.fail(problem);
  config.is_lower_case = in.choice("overwrite_words", {"capitalised", "lower"}) == 1;
  config.is_bare_etag = in.choice("part_etag", {"as_received", "bare"}) == 1;
  config.chunk_size = static_cast<std::uint64_t>(
      in.number("chunk_size", kSmallestChunk, kLargestChunk, 8 * kMebibyte));
  config.min_size = static_cast<std::uint64_t>(in.number("min_size", 0, INT64_MAX, 1));
  config.parent_id = in.text("parent_id", "");
  config.replace_options = in.texts("replace_options");
  ConfigReader poll((*root)["poll"]);
  config.poll_every_ms = poll.number("every", 1, 600'000, config.poll_every_ms);
  config.poll_timeout_ms = poll.number("timeout", 1, 604'800'000, config.poll_timeout_ms);
  ConfigReader lifecycle((*root)["lifecycle"]);
  config.lifecycle_to = lifecycle.text("to", config.lifecycle_to);
  config.must_be_permitted = lifecycle.choice("if_not_permitted", {"leave", "fail"}) == 1;
  for (const auto& found : {in.problem(), poll.problem(), lifecycle.problem()}) {
    if (!found.empty()) return Parsed<Config>::failed("config: " + found);
  }
  return config;
}

std::uint64_t chunk_for(std::uint64_t size, std::uint64_t configured) {
  const std::uint64_t least = (size + kMostParts - 1) / kMostParts;
  const std::uint64_t whole = (least + kMebibyte - 1) / kMebibyte * kMebibyte;
  return least <= configured ? configured : std::min(whole, kLargestChunk);
}

}  // namespace ingot::sessionupload
