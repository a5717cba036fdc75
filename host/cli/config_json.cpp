#include "host/cli/config_json.hpp"

#include <Poco/Exception.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

namespace ingot::cli {

using Poco::Dynamic::Var;

struct ConfigJson::Root {
  Poco::JSON::Object::Ptr object;

  std::optional<Var> at(const std::string& path) const {
    Poco::JSON::Object::Ptr node = object;
    for (std::size_t begin = 0;;) {
      const std::size_t dot = path.find('.', begin);
      const std::string name = path.substr(begin, dot == std::string::npos ? dot : dot - begin);
      if (node.isNull() || !node->has(name)) return std::nullopt;
      if (dot == std::string::npos) return node->get(name);
      node = node->getObject(name);
      begin = dot + 1;
    }
  }
};

ConfigJson::ConfigJson(std::unique_ptr<Root> root) : root_(std::move(root)) {}
ConfigJson::ConfigJson(ConfigJson&&) noexcept = default;
ConfigJson::~ConfigJson() = default;

Result<ConfigJson> ConfigJson::parse(const std::string& json) {
  try {
    auto root = std::make_unique<Root>();
    root->object = Poco::JSON::Parser().parse(json).extract<Poco::JSON::Object::Ptr>();
    return ConfigJson(std::move(root));
  } catch (const Poco::Exception& caught) {
    return Error{ErrorKind::internal, "vendor config is not a json object: " + caught.displayText()};
  }
}

bool ConfigJson::has(const std::string& path) const { return root_->at(path).has_value(); }

std::optional<std::string> ConfigJson::text(const std::string& path) const {
  const auto value = root_->at(path);
  if (!value || !value->isString()) return std::nullopt;
  return value->extract<std::string>();
}

std::optional<std::uint64_t> ConfigJson::number(const std::string& path) const {
  const auto value = root_->at(path);
  if (!value || !value->isInteger()) return std::nullopt;
  const auto number = value->convert<Poco::Int64>();
  return number < 0 ? std::nullopt : std::optional(static_cast<std::uint64_t>(number));
}

}  // namespace ingot::cli
