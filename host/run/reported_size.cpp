#include "host/run/reported_size.hpp"

#include <Poco/Exception.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

namespace ingot::run {

std::optional<std::uint64_t> reported_size(const std::string& meta_json) {
  // Most items report none; do not parse for nothing.
  if (meta_json.find("\"size\"") == std::string::npos) return std::nullopt;
  try {
    const auto value = Poco::JSON::Parser().parse(meta_json);
    const auto& object = value.extract<Poco::JSON::Object::Ptr>();
    if (!object->has("size") || !object->get("size").isInteger()) return std::nullopt;
    return object->getValue<Poco::UInt64>("size");
  } catch (const Poco::Exception&) {
    return std::nullopt;  // meta is the plugin's; what is not an object with a size says nothing about one
  }
}

}  // namespace ingot::run
