#include "src/config.hpp"

#include <ingot/kit/config_reader.hpp>

namespace acme_plugin {

using ingot::kit::Parsed;

Parsed<Config> parse_config(std::string_view json) {
  const auto root = ingot::kit::Json::parse(json);
  if (!root) return Parsed<Config>::failed("config: " + root.problem());
  ingot::kit::ConfigReader in(*root);
  Config config;
  config.base_url = in.base_url("");
  config.client_id = in.text("client_id", "");
  config.folder = in.text("folder", "/");
  if (config.base_url.empty()) in.fail("base_url: missing");
  if (config.client_id.empty()) in.fail("client_id: missing");
  in.secret("client_secret");
  if (config.folder.empty() || config.folder.front() != '/') in.fail("folder: must begin with `/`");
  if (!in.problem().empty()) return Parsed<Config>::failed("config: " + in.problem());
  return config;
}

}  // namespace acme_plugin
