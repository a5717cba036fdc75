// Reads the config key by key; the message of a problem names the key.
#include "plugins/dash/config.hpp"

#include <algorithm>

#include "plugins/dash/json.hpp"

namespace ingot::dash {
namespace {

// Collects the first problem, so that the readers below stay a list of keys.
class Reader {
 public:
  explicit Reader(Json root) : root_(std::move(root)) {}

  std::string text(const std::string& key, std::string fallback) {
    const Json value = root_[key];
    if (value.is_absent()) return fallback;
    if (!value.is_string()) fail(key + ": expected text");
    return value.text();
  }
  std::int64_t number(const std::string& key, std::int64_t low, std::int64_t high,
                      std::int64_t fallback) {
    const Json value = root_[key];
    if (value.is_absent()) return fallback;
    const auto number = value.integer();
    if (!number || *number < low || *number > high) {
      fail(key + ": expected a number from " + std::to_string(low) + " to " + std::to_string(high));
    }
    return number.value_or(fallback);
  }
  // The index of the value in `choices`; the first is the default.
  std::size_t choice(const std::string& key, const std::vector<std::string>& choices) {
    const Json value = root_[key];
    if (value.is_absent()) return 0;
    const auto found = std::find(choices.begin(), choices.end(), value.text());
    if (found == choices.end()) {
      fail(key + ": `" + value.text() + "` is not one of its values");
      return 0;
    }
    return static_cast<std::size_t>(found - choices.begin());
  }
  void secret(const std::string& key) {
    if (root_[key]["$secret"].text().empty()) fail(key + ": expected a secret reference");
  }
  std::map<std::string, std::string> table(const std::string& key) {
    std::map<std::string, std::string> rows;
    const Json value = root_[key];
    for (const std::string& name : value.keys()) rows[name] = value[name].text();
    return rows;
  }
  void fail(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
  }
  const Json& root() const { return root_; }
  const std::string& problem() const { return problem_; }

 private:
  Json root_;
  std::string problem_;
};

std::string without_last_slash(std::string url) {
  while (!url.empty() && url.back() == '/') url.pop_back();
  return url;
}

std::string read_oauth(const Json& json, Config& config) {
  Reader in(json);
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
  Reader in(json);
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
  Reader in(*root);
  Config config;
  config.base_url = without_last_slash(in.text("base_url", "https://api-v2.dash.app"));
  config.folder = in.text("folder", "/");
  config.part_md5 = static_cast<PartMd5>(in.choice("part_md5", {"none", "hex", "base64"}));
  config.batch_size = static_cast<std::size_t>(in.number("batch_size", 1, 100, 50));
  config.url_window = static_cast<std::size_t>(in.number("url_window", 1, 10'000, 50));
  Reader poll((*root)["poll"]);
  config.poll_every_ms = poll.number("every", 1, 600'000, config.poll_every_ms);
  config.poll_timeout_ms = poll.number("timeout", 1, 86'400'000, config.poll_timeout_ms);
  Reader lifecycle((*root)["lifecycle"]);
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
