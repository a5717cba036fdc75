#include "host/job/config_schema.hpp"

#include <array>
#include <map>
#include <utility>

#include <Poco/Dynamic/Var.h>
#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/ParseHandler.h>
#include <Poco/JSON/Parser.h>

namespace ingot::job {
namespace {

using Poco::Dynamic::Var;
using ArrayPtr = Poco::JSON::Array::Ptr;
using ObjectPtr = Poco::JSON::Object::Ptr;

Error broken(const std::string& where, const std::string& what) {
  return Error{ErrorKind::invalid, where + ": " + what};
}

bool is_object(const Var& value) {
  return value.type() == typeid(ObjectPtr);
}
bool is_array(const Var& value) {
  return value.type() == typeid(ArrayPtr);
}

// A JSON value as if a job had written it: texts quoted, everything else plain.
Node to_node(const Var& value) {
  Node node;
  node.kind = NodeKind::scalar;
  if (value.isEmpty()) {
    node.kind = NodeKind::null;
  } else if (is_object(value)) {
    node.kind = NodeKind::mapping;
    const auto object = value.extract<ObjectPtr>();
    for (const std::string& name : object->getNames())
      node.entries.push_back({name, Span{}, to_node(object->get(name))});
  } else if (is_array(value)) {
    node.kind = NodeKind::sequence;
    const auto array = value.extract<ArrayPtr>();
    for (std::size_t i = 0; i < array->size(); ++i)
      node.items.push_back(to_node(array->get(static_cast<unsigned>(i))));
  } else {
    node.style = value.isString() ? ScalarStyle::quoted : ScalarStyle::plain;
    node.text = value.isBoolean() ? (value.convert<bool>() ? "true" : "false")
                                  : value.convert<std::string>();
  }
  return node;
}

class SchemaReader {
 public:
  Result<ConfigSchema> read(const Var& value, const std::string& where) {
    if (!is_object(value)) return broken(where, "a schema must be an object");
    ConfigSchema schema;
    const auto object = value.extract<ObjectPtr>();
    for (const std::string& keyword : object->getNames()) {
      INGOT_CHECK(read_keyword(schema, keyword, object->get(keyword), where));
    }
    INGOT_CHECK(check(schema, where));
    add_unit_to_default(schema);
    return schema;
  }

 private:
  using Handler = Status (SchemaReader::*)(ConfigSchema&, const std::string&, const Var&,
                                           const std::string&);

  Status read_keyword(ConfigSchema& schema, const std::string& keyword, const Var& value,
                      const std::string& where) {
    static const std::map<std::string, Handler, std::less<>> kHandlers = {
        {"type", &SchemaReader::type},          {"properties", &SchemaReader::properties},
        {"required", &SchemaReader::required},  {"additionalProperties", &SchemaReader::additional},
        {"items", &SchemaReader::items},        {"oneOf", &SchemaReader::alternatives},
        {"anyOf", &SchemaReader::alternatives}, {"enum", &SchemaReader::choices},
        {"const", &SchemaReader::choices},      {"default", &SchemaReader::fallback},
        {"minimum", &SchemaReader::number},     {"maximum", &SchemaReader::number},
        {"minLength", &SchemaReader::length},   {"maxLength", &SchemaReader::length},
        {"minItems", &SchemaReader::length},    {"maxItems", &SchemaReader::length},
        {"pattern", &SchemaReader::pattern},    {"x-secret", &SchemaReader::marker},
        {"x-unit", &SchemaReader::marker},      {"x-template", &SchemaReader::marker},
        {"description", &SchemaReader::remark},
    };
    static constexpr std::array<std::string_view, 5> kRemarks = {"title", "$schema", "$comment",
                                                                 "examples", "$id"};
    const auto handler = kHandlers.find(keyword);
    if (handler != kHandlers.end()) return (this->*handler->second)(schema, keyword, value, where);
    for (const std::string_view remark : kRemarks) {
      if (keyword == remark) return {};
    }
    if (keyword.starts_with("x-")) return {};
    return broken(where, "keyword `" + keyword + "` is not supported");
  }

  Status type(ConfigSchema& schema, const std::string&, const Var& value,
              const std::string& where) {
    static const std::map<std::string, ConfigType, std::less<>> kTypes = {
        {"object", ConfigType::object}, {"array", ConfigType::array},
        {"string", ConfigType::string}, {"integer", ConfigType::integer},
        {"number", ConfigType::number}, {"boolean", ConfigType::boolean}};
    std::vector<std::string> names;
    if (value.isString()) {
      names.push_back(value.convert<std::string>());
    } else {
      INGOT_TRY(names, texts(value, where + ".type"));
    }
    for (const std::string& name : names) {
      const auto found = kTypes.find(name);
      if (found == kTypes.end()) return broken(where, "type `" + name + "` is not supported");
      schema.types.insert(found->second);
    }
    return {};
  }

  Status properties(ConfigSchema& schema, const std::string&, const Var& value,
                    const std::string& where) {
    if (!is_object(value)) return broken(where, "`properties` must be an object");
    const auto object = value.extract<ObjectPtr>();
    for (const std::string& name : object->getNames()) {
      INGOT_TRY(auto property, read(object->get(name), where + "." + name));
      schema.properties.push_back({name, std::move(property)});
    }
    return {};
  }

  Status required(ConfigSchema& schema, const std::string&, const Var& value,
                  const std::string& where) {
    INGOT_TRY(schema.required, texts(value, where + ".required"));
    return {};
  }

  Status additional(ConfigSchema& schema, const std::string&, const Var& value,
                    const std::string& where) {
    if (value.isBoolean()) {
      schema.is_open = value.convert<bool>();
      return {};
    }
    INGOT_TRY(auto each, read(value, where + ".*"));
    schema.additional.push_back(std::move(each));
    return {};
  }

  Status items(ConfigSchema& schema, const std::string&, const Var& value,
               const std::string& where) {
    INGOT_TRY(auto each, read(value, where + "[]"));
    schema.items.push_back(std::move(each));
    return {};
  }

  Status alternatives(ConfigSchema& schema, const std::string& keyword, const Var& value,
                      const std::string& where) {
    if (!is_array(value)) return broken(where, "`" + keyword + "` must be an array");
    ConfigAlternatives alternatives;
    if (keyword == "anyOf") alternatives.rule = ConfigAlternatives::Rule::at_least_one;
    const auto array = value.extract<ArrayPtr>();
    for (std::size_t i = 0; i < array->size(); ++i) {
      const Var one = array->get(static_cast<unsigned>(i));
      if (!is_object(one)) return broken(where, "`" + keyword + "` must hold objects");
      const auto object = one.extract<ObjectPtr>();
      for (const std::string& name : object->getNames()) {
        const bool is_known = name == "required" || name == "title" || name == "description";
        if (!is_known)
          return broken(where, "`" + keyword + "` supports `required` only, not `" + name + "`");
      }
      INGOT_TRY(auto set, texts(object->get("required"), where + "." + keyword + ".required"));
      if (set.empty())
        return broken(where, "`" + keyword + "` has an alternative that requires nothing");
      alternatives.required_sets.push_back(std::move(set));
    }
    if (alternatives.required_sets.empty()) return broken(where, "`" + keyword + "` is empty");
    schema.alternatives.push_back(std::move(alternatives));
    return {};
  }

  Status choices(ConfigSchema& schema, const std::string& keyword, const Var& value,
                 const std::string& where) {
    if (keyword == "const") {
      schema.choices = {to_node(value).text};
      return {};
    }
    if (!is_array(value)) return broken(where, "`enum` must be an array");
    const auto array = value.extract<ArrayPtr>();
    for (std::size_t i = 0; i < array->size(); ++i) {
      const Node one = to_node(array->get(static_cast<unsigned>(i)));
      if (!one.is_scalar()) return broken(where, "`enum` must hold texts, numbers or booleans");
      schema.choices.push_back(one.text);
    }
    if (schema.choices.empty()) return broken(where, "`enum` is empty");
    return {};
  }

  Status fallback(ConfigSchema& schema, const std::string&, const Var& value,
                  const std::string& where) {
    if (value.isEmpty()) return broken(where, "`default` must not be null");
    schema.fallback = to_node(value);
    return {};
  }

  Status number(ConfigSchema& schema, const std::string& keyword, const Var& value,
                const std::string& where) {
    if (!value.isNumeric() || value.isBoolean())
      return broken(where, "`" + keyword + "` must be a number");
    (keyword == "minimum" ? schema.minimum : schema.maximum) = value.convert<double>();
    return {};
  }

  Status length(ConfigSchema& schema, const std::string& keyword, const Var& value,
                const std::string& where) {
    const bool is_count = value.isInteger() && !value.isBoolean() && value.convert<double>() >= 0;
    if (!is_count) return broken(where, "`" + keyword + "` must be a whole number");
    const auto count = value.convert<std::size_t>();
    if (keyword == "minLength") schema.min_length = count;
    if (keyword == "maxLength") schema.max_length = count;
    if (keyword == "minItems") schema.min_items = count;
    if (keyword == "maxItems") schema.max_items = count;
    return {};
  }

  Status pattern(ConfigSchema& schema, const std::string&, const Var& value,
                 const std::string& where) {
    if (!value.isString()) return broken(where, "`pattern` must be text");
    schema.pattern_text = value.convert<std::string>();
    auto compiled = Pattern::compile(schema.pattern_text, Pattern::Anchoring::anywhere);
    if (!compiled) return compiled.error().within(where + ": `pattern`");
    schema.pattern = *std::move(compiled);
    return {};
  }

  Status marker(ConfigSchema& schema, const std::string& keyword, const Var& value,
                const std::string& where) {
    const std::string text = value.isString() ? value.convert<std::string>() : "";
    if (keyword == "x-secret" && value.isBoolean()) {
      schema.is_secret = value.convert<bool>();
    } else if (keyword == "x-unit" && (text == "duration" || text == "size")) {
      schema.unit = text == "size" ? ConfigUnit::size : ConfigUnit::duration;
    } else if (keyword == "x-template" && text == "item") {
      schema.is_item_template = true;
    } else {
      return broken(where, "the value of `" + keyword + "` is not supported");
    }
    return {};
  }

  Status remark(ConfigSchema& schema, const std::string&, const Var& value,
                const std::string& where) {
    if (!value.isString()) return broken(where, "`description` must be text");
    schema.description = value.convert<std::string>();
    return {};
  }

  Result<std::vector<std::string>> texts(const Var& value, const std::string& where) {
    if (!is_array(value)) return broken(where, "must be an array of texts");
    std::vector<std::string> result;
    const auto array = value.extract<ArrayPtr>();
    for (std::size_t i = 0; i < array->size(); ++i) {
      const Var one = array->get(static_cast<unsigned>(i));
      if (!one.isString()) return broken(where, "must be an array of texts");
      result.push_back(one.convert<std::string>());
    }
    return result;
  }

  Status check(const ConfigSchema& schema, const std::string& where) {
    const auto known = [&](const std::string& name) {
      return schema.find(name) != nullptr || schema.is_open;
    };
    for (const std::string& name : schema.required) {
      if (!known(name))
        return broken(where, "`required` names `" + name + "`, which is not declared");
    }
    for (const ConfigAlternatives& alternatives : schema.alternatives) {
      for (const auto& set : alternatives.required_sets) {
        for (const std::string& name : set) {
          if (!known(name))
            return broken(where, "an alternative names `" + name + "`, which is not declared");
        }
      }
    }
    if (schema.is_secret && schema.fallback) return broken(where, "a secret cannot have a default");
    if (schema.is_secret && !schema.allows(ConfigType::string))
      return broken(where, "a secret must be text");
    if (schema.is_item_template && !schema.allows(ConfigType::string))
      return broken(where, "a template must be text");
    if (schema.is_item_template && schema.is_secret)
      return broken(where, "a secret cannot be a template");
    return {};
  }

  // A number stands for milliseconds or bytes; as a literal the former needs its unit.
  void add_unit_to_default(ConfigSchema& schema) {
    const bool is_number = schema.fallback && schema.fallback->is_scalar() &&
                           schema.fallback->style == ScalarStyle::plain;
    if (is_number && schema.unit == ConfigUnit::duration) schema.fallback->text += "ms";
  }
};

}  // namespace

const ConfigProperty* ConfigSchema::find(std::string_view name) const {
  for (const ConfigProperty& property : properties) {
    if (property.name == name) return &property;
  }
  return nullptr;
}

std::vector<std::string> ConfigSchema::property_names() const {
  std::vector<std::string> names;
  for (const ConfigProperty& property : properties) names.push_back(property.name);
  return names;
}

bool is_reserved_config_key(std::string_view name) {
  return name == "base_url" || name == "lifecycle" || name == "if_exists";
}

Result<ConfigSchema> parse_config_schema(std::string_view json) {
  try {
    // The handler keeps the declared order, which is the order people read.
    Poco::JSON::Parser parser(new Poco::JSON::ParseHandler(true));
    parser.setDepth(64);
    auto schema = SchemaReader().read(parser.parse(std::string(json)), "config");
    if (schema && !schema->allows(ConfigType::object))
      return broken("config", "the type must be object");
    return schema;
  } catch (const Poco::Exception& problem) {
    return broken("config", "not valid JSON: " + problem.displayText());
  }
}

}  // namespace ingot::job
