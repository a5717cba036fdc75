#include "tests/job/json_schema_check.hpp"

#include <algorithm>
#include <regex>
#include <set>
#include <stdexcept>
#include <string>

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include "host/job/yaml_reader.hpp"

namespace ingot::job::test {
namespace {

using Poco::Dynamic::Var;
using Poco::JSON::Array;
using Poco::JSON::Object;

bool is_object(const Var& v) {
  return v.type() == typeid(Object::Ptr);
}
bool is_array(const Var& v) {
  return v.type() == typeid(Array::Ptr);
}
bool is_number(const Var& v) {
  return !v.isEmpty() && v.isNumeric() && !v.isBoolean();
}

bool has_type(const Var& value, const std::string& type) {
  if (type == "null") return value.isEmpty();
  if (type == "object") return is_object(value);
  if (type == "array") return is_array(value);
  if (type == "string") return value.isString();
  if (type == "null") return value.isEmpty();
  if (type == "boolean") return !value.isEmpty() && value.isBoolean();
  if (type == "integer") return is_number(value) && value.isInteger();
  if (type == "number") return is_number(value);
  throw std::logic_error("type " + type);
}

bool has_any_type(const Var& value, const Var& types) {
  if (types.isString()) return has_type(value, types.toString());
  const auto list = types.extract<Array::Ptr>();
  for (unsigned i = 0; i < list->size(); ++i) {
    if (has_type(value, list->get(i).toString())) return true;
  }
  return false;
}

bool is_same(const Var& a, const Var& b) {
  if (a.isEmpty() || b.isEmpty()) return a.isEmpty() && b.isEmpty();
  if (a.isString() != b.isString() || a.isBoolean() != b.isBoolean()) return false;
  if (is_object(a) || is_array(a)) return false;
  return a.toString() == b.toString();
}

int count_valid(const Var& schemas, const Var& value) {
  int count = 0;
  const auto list = schemas.extract<Array::Ptr>();
  for (unsigned i = 0; i < list->size(); ++i) count += is_valid(list->get(i), value) ? 1 : 0;
  return count;
}

bool check_members(const Object& schema, const Object& value) {
  for (const std::string& name : value.getNames()) {
    if (schema.has("propertyNames") && !is_valid(schema.get("propertyNames"), name)) return false;
    const auto properties = schema.getObject("properties");
    if (properties && properties->has(name)) {
      if (!is_valid(properties->get(name), value.get(name))) return false;
    } else if (schema.has("additionalProperties") &&
               !is_valid(schema.get("additionalProperties"), value.get(name))) {
      return false;
    }
  }
  const auto required = schema.getArray("required");
  for (unsigned i = 0; required && i < required->size(); ++i) {
    if (!value.has(required->get(i).toString())) return false;
  }
  return !schema.has("minProperties") ||
         value.size() >= schema.getValue<std::size_t>("minProperties");
}

bool check_items(const Object& schema, const Array& value) {
  for (unsigned i = 0; i < value.size(); ++i) {
    if (schema.has("items") && !is_valid(schema.get("items"), value.get(i))) return false;
    for (unsigned k = 0; schema.has("uniqueItems") && k < i; ++k) {
      if (is_same(value.get(i), value.get(k))) return false;
    }
  }
  if (schema.has("contains") && std::none_of(value.begin(), value.end(), [&](const Var& entry) {
        return is_valid(schema.get("contains"), entry);
      }))
    return false;
  if (schema.has("minItems") && value.size() < schema.getValue<std::size_t>("minItems"))
    return false;
  return !schema.has("maxItems") || value.size() <= schema.getValue<std::size_t>("maxItems");
}

bool check_text(const Object& schema, const std::string& text) {
  if (schema.has("pattern") &&
      !std::regex_search(text, std::regex(schema.getValue<std::string>("pattern"))))
    return false;
  if (schema.has("minLength") && text.size() < schema.getValue<std::size_t>("minLength"))
    return false;
  return !schema.has("maxLength") || text.size() <= schema.getValue<std::size_t>("maxLength");
}

bool check_enum(const Object& schema, const Var& value) {
  if (schema.has("const") && !is_same(schema.get("const"), value)) return false;
  if (!schema.has("enum")) return true;
  const auto list = schema.getArray("enum");
  for (unsigned i = 0; i < list->size(); ++i) {
    if (is_same(list->get(i), value)) return true;
  }
  return false;
}

void refuse_unknown_keywords(const Object& schema) {
  static const std::set<std::string> kKnown = {"$schema",
                                               "title",
                                               "description",
                                               "default",
                                               "type",
                                               "properties",
                                               "required",
                                               "additionalProperties",
                                               "propertyNames",
                                               "minProperties",
                                               "items",
                                               "contains",
                                               "uniqueItems",
                                               "minItems",
                                               "maxItems",
                                               "pattern",
                                               "minLength",
                                               "maxLength",
                                               "minimum",
                                               "maximum",
                                               "enum",
                                               "const",
                                               "anyOf",
                                               "oneOf",
                                               "allOf",
                                               "if",
                                               "then"};
  for (const std::string& name : schema.getNames()) {
    if (!kKnown.contains(name)) throw std::logic_error("keyword " + name);
  }
}

bool check_combined(const Object& schema, const Var& value) {
  if (schema.has("anyOf") && count_valid(schema.get("anyOf"), value) == 0) return false;
  if (schema.has("oneOf") && count_valid(schema.get("oneOf"), value) != 1) return false;
  if (schema.has("allOf") && count_valid(schema.get("allOf"), value) !=
                                 static_cast<int>(schema.getArray("allOf")->size())) {
    return false;
  }
  return !schema.has("if") || !is_valid(schema.get("if"), value) ||
         is_valid(schema.get("then"), value);
}

Var plain_value(const std::string& text) {
  static const std::regex kInteger("[-+]?[0-9]+"),
      kNumber("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");
  if (text == "true" || text == "false") return text == "true";
  if (text.size() < 18 && std::regex_match(text, kInteger))
    return static_cast<Poco::Int64>(std::stoll(text));
  if (std::regex_match(text, kNumber)) return std::stod(text);
  return text;
}

Var to_json(const Node& node) {
  switch (node.kind) {
    case NodeKind::null:
      return {};
    case NodeKind::scalar:
      return node.style == ScalarStyle::quoted ? Var(node.text) : plain_value(node.text);
    case NodeKind::sequence: {
      Array::Ptr array = new Array;
      for (const Node& item : node.items) array->add(to_json(item));
      return array;
    }
    case NodeKind::mapping:
      break;
  }
  Object::Ptr object = new Object;
  for (const Entry& entry : node.entries) object->set(entry.key, to_json(entry.value));
  return object;
}

}  // namespace

bool is_valid(const Var& schema, const Var& value) {
  if (!schema.isEmpty() && schema.isBoolean()) return schema.convert<bool>();
  const Object& rules = *schema.extract<Object::Ptr>();
  refuse_unknown_keywords(rules);
  if (rules.has("type") && !has_any_type(value, rules.get("type"))) return false;
  if (is_object(value) && !check_members(rules, *value.extract<Object::Ptr>())) return false;
  if (is_array(value) && !check_items(rules, *value.extract<Array::Ptr>())) return false;
  if (value.isString() && !check_text(rules, value.toString())) return false;
  if (is_number(value) && rules.has("minimum") &&
      value.convert<double>() < rules.getValue<double>("minimum"))
    return false;
  if (is_number(value) && rules.has("maximum") &&
      value.convert<double>() > rules.getValue<double>("maximum"))
    return false;
  return check_enum(rules, value) && check_combined(rules, value);
}

Var json_of_yaml(const std::string& yaml) {
  const Source source("t.yaml", yaml);
  Diagnostics diagnostics;
  Reporter reporter(source, diagnostics);
  const auto root = read_yaml(source, reporter);
  if (!root) throw std::logic_error("not YAML: " + yaml);
  return to_json(*root);
}

}  // namespace ingot::job::test
