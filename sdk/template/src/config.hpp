// Config: vendor.config as values. The host has checked it against the manifest; the plugin looks
// again, because somebody else may open it. A value and a pure function.
#pragma once

#include <string>
#include <string_view>

#include <ingot/kit/parsed.hpp>

namespace acme_plugin {

struct Config {
  std::string base_url;  // no slash at the end
  std::string client_id;
  std::string folder = "/";
};

ingot::kit::Parsed<Config> parse_config(std::string_view json);

}  // namespace acme_plugin
