// Reads the config key by key; the message of a problem names the key.
#include "plugins/dash/config.hpp"

#include <ingot/kit/config_reader.hpp>
#include <ingot/kit/json.hpp>

#include "plugins/dash/kit.hpp"

namespace ingot::dash {
namespace {

std::string read_oauth(const Json& json, Config& config) {
  ConfigReader in(json);
  OAuth oauth;
  oauth.client_id = in.text("client_id", "");
  if (oauth.client_id.empty()) in.fail("client_id: missing");
  in.secret("client_secret");
  in.secret("refresh_token");
  oauth.token_url = in.text("token_url", "https://login.dash.app/oauth/token");
  oauth.encoding =
      in.choice("encoding", {"form", "json"}) == 0 ? TokenEncoding::form : TokenEncoding::json;
  config.oauth = std::move(oauth);
  return in.problem().empty() ? "" : "oauth." + in.problem();
}

std::string read_lifecycle_call(const Json& json, Config& config) {
  ConfigReader in(json);
  LifecycleCall call;
  call.method = in.text("method", "POST");
  call.path = in.text("path", "");
  if (call.path.empty() || call.path.front() != '/') in.fail("path: must start with `/`");
  const Json body = json["body"];
  call.body = body.is_object() || body.is_array() ? body.dump() : body.text();
  call.states = in.table("states");
  if (!json["states"].is_object())
    call.states = {{"live", "LIVE"}, {"approval", "PENDING_APPROVAL"}};
  call.permitted_actions = in.table("permitted_actions");
  const Json refused = json["refused_statuses"];
  if (refused.is_absent()) call.refused_statuses = {403};
  for (std::size_t i = 0; i < refused.size(); ++i) {
    call.refused_statuses.insert(static_cast<std::uint32_t>(refused.at(i).integer().value_or(403)));
  }
  config.lifecycle_call = std::move(call);
  return in.problem().empty() ? "" : "lifecycle_call." + in.problem();
}

}  // namespace

Parsed<Config> parse_config(std::string_view json) {
  auto root = Json::parse(json);
  if (!root) return Parsed<Config>::failed("config: " + root.problem());
  ConfigReader in(*root);
  Config config;
  config.base_url = in.base_url("https://api-v2.dash.app");
  config.folder = in.text("folder", "/");
  config.part_md5 = static_cast<PartMd5>(in.choice("part_md5", {"none", "hex", "base64"}));
  config.batch_size = static_cast<std::size_t>(in.number("batch_size", 1, 100, 50));
  config.url_window = static_cast<std::size_t>(in.number("url_window", 1, 10'000, 50));
  ConfigReader poll((*root)["poll"]);
  config.poll_every_ms = poll.number("every", 1, 600'000, config.poll_every_ms);
  config.poll_timeout_ms = poll.number("timeout", 1, 86'400'000, config.poll_timeout_ms);
  ConfigReader lifecycle((*root)["lifecycle"]);
  config.lifecycle_to = lifecycle.text("to", "staged");
  config.if_not_permitted = lifecycle.choice("if_not_permitted", {"leave", "fail"}) == 0
                                ? IfNotPermitted::leave
                                : IfNotPermitted::fail;
  const Json oauth = (*root)["oauth"];
  std::string problem;
  if (oauth.is_object()) {
    problem = read_oauth(oauth, config);
  } else {
    in.secret("access_token");
  }
  const Json call = (*root)["lifecycle_call"];
  if (problem.empty() && call.is_object()) problem = read_lifecycle_call(call, config);
  for (const auto& found : {in.problem(), problem, poll.problem(), lifecycle.problem()}) {
    if (!found.empty()) return Parsed<Config>::failed("config: " + found);
  }
  return config;
}

}  // namespace ingot::dash
