#include "host/cli/json_outline.hpp"

#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

namespace ingot::cli {

// As many names as a line of a terminal takes.
static constexpr std::size_t kNames = 8;

static std::string list_of(const std::vector<std::string>& names) {
  std::string text = std::to_string(names.size());
  for (std::size_t i = 0; i < names.size() && i < kNames; ++i) text += (i == 0 ? " (" : ", ") + names[i];
  if (names.empty()) return text;
  return text + (names.size() > kNames ? ", …)" : ")");
}

static std::string text_of(const Poco::Dynamic::Var& value) {
  if (value.isEmpty()) return "-";
  if (value.type() == typeid(Poco::JSON::Object::Ptr)) {
    return list_of(value.extract<Poco::JSON::Object::Ptr>()->getNames());
  }
  if (value.type() != typeid(Poco::JSON::Array::Ptr)) return value.convert<std::string>();
  std::vector<std::string> names;
  for (const auto& each : *value.extract<Poco::JSON::Array::Ptr>()) {
    const bool is_plain = !each.isEmpty() && (each.isString() || each.isNumeric());
    names.push_back(is_plain ? each.convert<std::string>() : "…");
  }
  return list_of(names);
}

std::vector<std::string> json_outline(const std::string& json) {
  try {
    const auto object = Poco::JSON::Parser().parse(json).extract<Poco::JSON::Object::Ptr>();
    std::vector<std::string> lines;
    for (const auto& [name, value] : *object) lines.push_back(name + ": " + text_of(value));
    return lines;
  } catch (const Poco::Exception&) {
    return {json};
  }
}

}  // namespace ingot::cli
