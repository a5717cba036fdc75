#include "host/job/config_json_schema.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

#include "host/base/json_text.hpp"
#include "host/job/literal.hpp"
#include "host/job/schema_parts.hpp"

namespace ingot::job::schema {
namespace {

enum class Level { top, below };

JsonObject any_value(const ConfigSchema& schema);

JsonObject secret_reference() {
  const std::string pattern = "^(?:env|file|exec|ledger):.|" + std::string(kVariablePattern);
  return typed("object")
      .object("properties", JsonObject().object("secret", text_matching(pattern)))
      .texts("required", {"secret"})
      .raw("additionalProperties", "false");
}

std::string shown(double amount) {
  const auto whole = static_cast<std::int64_t>(amount);
  return static_cast<double>(whole) == amount ? std::to_string(whole) : std::to_string(amount);
}

JsonObject number(const ConfigSchema& schema, std::string_view type, std::string_view pattern) {
  JsonObject plain = typed(type);
  if (schema.minimum) plain.raw("minimum", shown(*schema.minimum));
  if (schema.maximum) plain.raw("maximum", shown(*schema.maximum));
  return any_of({plain, text_matching(anchored_or_variable(pattern))});
}

JsonObject literal_with_unit(const ConfigSchema& schema) {
  if (schema.unit == ConfigUnit::duration)
    return text_matching(anchored_or_variable(kDurationPattern));
  return number(schema, "integer", kSizePattern);
}

JsonObject choice(const ConfigSchema& schema) {
  std::string values;
  const auto add = [&](const std::string& json) { values += (values.empty() ? "" : ",") + json; };
  for (const std::string& text : schema.choices) {
    const bool is_bare = is_json_number(text) || text == "true" || text == "false";
    if (schema.allows(ConfigType::string)) add(json_string(text));
    if (is_bare && (schema.types.empty() || !schema.allows(ConfigType::string))) add(text);
  }
  return any_of({JsonObject().raw("enum", "[" + values + "]"), text_matching(kVariablePattern)});
}

void set_count(JsonObject& target, std::string_view keyword, std::size_t count,
               std::size_t neutral) {
  if (count != neutral) target.number(keyword, static_cast<std::int64_t>(count));
}

JsonObject text(const ConfigSchema& schema) {
  const ConfigSchema neutral;
  JsonObject result = schema.pattern ? text_matching(schema.pattern_text) : any_text();
  set_count(result, "minLength", schema.min_length, neutral.min_length);
  set_count(result, "maxLength", schema.max_length, neutral.max_length);
  return any_of({result, text_matching(kVariablePattern)});
}

void set_alternatives(JsonObject& target, const ConfigSchema& schema) {
  for (const ConfigAlternatives& alternatives : schema.alternatives) {
    std::vector<JsonObject> sets;
    for (const auto& set : alternatives.required_sets)
      sets.push_back(JsonObject().texts("required", set));
    const bool is_exclusive = alternatives.rule == ConfigAlternatives::Rule::exactly_one;
    target.objects(is_exclusive ? "oneOf" : "anyOf", sets);
  }
}

JsonObject mapping(const ConfigSchema& schema, Level level) {
  const auto is_shown = [&](const std::string& name) {
    return level == Level::below || !is_reserved_config_key(name);
  };
  JsonObject properties;
  for (const ConfigProperty& property : schema.properties) {
    if (is_shown(property.name)) properties.object(property.name, any_value(property.schema));
  }
  JsonObject result = typed("object").object("properties", properties);
  std::vector<std::string> required;
  std::copy_if(schema.required.begin(), schema.required.end(), std::back_inserter(required),
               is_shown);
  if (!required.empty()) result.texts("required", required);
  if (!schema.additional.empty()) {
    result.object("additionalProperties", any_value(schema.additional[0]));
  } else if (!schema.is_open) {
    result.raw("additionalProperties", "false");
  }
  set_alternatives(result, schema);
  return result;
}

JsonObject sequence(const ConfigSchema& schema) {
  const ConfigSchema neutral;
  JsonObject result = typed("array");
  if (!schema.items.empty()) result.object("items", any_value(schema.items[0]));
  set_count(result, "minItems", schema.min_items, neutral.min_items);
  set_count(result, "maxItems", schema.max_items, neutral.max_items);
  return result;
}

JsonObject of_type(const ConfigSchema& schema, ConfigType type) {
  switch (type) {
    case ConfigType::object:
      return mapping(schema, Level::below);
    case ConfigType::array:
      return sequence(schema);
    case ConfigType::integer:
      return number(schema, "integer", "-?[0-9]+");
    case ConfigType::number:
      return number(schema, "number", "-?[0-9].*");
    case ConfigType::string:
      return text(schema);
    case ConfigType::boolean:
      break;
  }
  return any_of({typed("boolean"), text_matching(anchored_or_variable("true|false"))});
}

JsonObject undescribed(const ConfigSchema& schema) {
  if (schema.is_secret) return secret_reference();
  if (schema.unit != ConfigUnit::none) return literal_with_unit(schema);
  if (schema.is_item_template) return text(schema);
  if (!schema.choices.empty()) return choice(schema);
  if (schema.types.empty())
    return schema.properties.empty() ? JsonObject() : mapping(schema, Level::below);
  if (schema.types.size() == 1) return of_type(schema, *schema.types.begin());
  std::vector<JsonObject> alternatives;
  for (const ConfigType type : schema.types) alternatives.push_back(of_type(schema, type));
  return any_of(alternatives);
}

JsonObject any_value(const ConfigSchema& schema) {
  JsonObject result = undescribed(schema);
  if (!schema.description.empty()) result.text("description", schema.description);
  if (schema.fallback && schema.fallback->is_scalar())
    result.text("default", schema.fallback->text);
  return result;
}

}  // namespace

JsonObject config_object(const ConfigSchema& schema) {
  return mapping(schema, Level::top);
}

}  // namespace ingot::job::schema
