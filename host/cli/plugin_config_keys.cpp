#include "host/cli/plugin_config_keys.hpp"

#include <algorithm>

#include "host/base/text.hpp"
#include "host/plugin/json_value.hpp"

namespace ingot::cli {

namespace {

using plugin::JsonValue;
using Kind = JsonValue::Kind;

std::string text_of(const JsonValue& schema, const char* name) {
  const JsonValue* const value = schema.find(name);
  return value != nullptr && value->is(Kind::text) ? value->text : std::string();
}

std::string type_of(const JsonValue& schema) {
  const JsonValue* const secret = schema.find("x-secret");
  if (secret != nullptr && secret->is(Kind::boolean) && secret->boolean) return "secret";
  if (const JsonValue* const words = schema.find("enum"); words != nullptr) {
    std::string text = "one of ";
    for (std::size_t i = 0; i < words->items.size(); ++i)
      text += (i == 0 ? "" : ", ") +
              (words->items[i].is(Kind::text) ? words->items[i].text : to_json(words->items[i]));
    return text;
  }
  if (text_of(schema, "x-unit") == "duration") return "duration";
  const std::string type = text_of(schema, "type");
  return type == "string" ? "text" : type.empty() ? "anything" : type;
}

bool is_required(const JsonValue& parent, const std::string& name) {
  const JsonValue* const names = parent.find("required");
  return names != nullptr && std::any_of(names->items.begin(), names->items.end(),
                                         [&](const JsonValue& each) { return each.text == name; });
}

void append_keys(const JsonValue& schema, const std::string& prefix, std::vector<ConfigKey>& keys) {
  const JsonValue* const properties = schema.find("properties");
  if (properties == nullptr) return;
  for (const auto& [name, property] : properties->members) {
    ConfigKey key;
    key.path = prefix + name;
    key.type = type_of(property);
    key.description = text_of(property, "description");
    key.is_required = is_required(schema, name);
    if (const JsonValue* const fallback = property.find("default"); fallback != nullptr)
      key.fallback = to_json(*fallback);
    keys.push_back(key);
    append_keys(property, key.path + ".", keys);
  }
}

}  // namespace

std::string ConfigKey::summary() const {
  std::string text = type;
  if (is_required) text += ", required";
  if (!fallback.empty()) text += ", else " + fallback;
  return description.empty() ? text : text + "; " + printable(description);
}

std::vector<ConfigKey> config_keys(const std::string& schema_json) {
  std::vector<ConfigKey> keys;
  if (const auto schema = plugin::parse_json(schema_json)) append_keys(*schema, "", keys);
  return keys;
}

}  // namespace ingot::cli
