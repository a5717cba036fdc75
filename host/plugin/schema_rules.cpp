#include "host/plugin/manifest_rules.hpp"

#include <algorithm>
#include <array>

#include "host/base/text.hpp"

namespace ingot::plugin {

using Kind = JsonValue::Kind;

namespace {

// How the value of a keyword must look.
enum class Shape {
  any,
  text,
  integer,
  number,
  boolean,
  texts,
  list,
  schema,
  schemas,
  properties,
  type
};

struct Keyword {
  std::string_view name;
  Shape shape;
};
constexpr std::array<Keyword, 19> kKeywords = {{
    {"$schema", Shape::text},     {"$comment", Shape::text},
    {"title", Shape::text},       {"description", Shape::text},
    {"examples", Shape::list},    {"default", Shape::any},
    {"type", Shape::type},        {"properties", Shape::properties},
    {"required", Shape::texts},   {"additionalProperties", Shape::boolean},
    {"enum", Shape::list},        {"minimum", Shape::number},
    {"maximum", Shape::number},   {"minLength", Shape::integer},
    {"pattern", Shape::text},     {"items", Shape::schema},
    {"oneOf", Shape::schemas},    {"anyOf", Shape::schemas},
    {"x-secret", Shape::boolean},
}};

class SchemaChecker {
 public:
  explicit SchemaChecker(std::vector<ManifestProblem>& problems) : problems_(problems) {}

  // The depth of a parsed JSON value is bounded, so is the recursion.
  void check(const JsonValue& schema, const std::string& path) {
    if (!schema.is(Kind::object)) return complain(path, "must be an object", schema);
    for (const auto& [name, value] : schema.members) {
      const std::string place = path + "." + printable(name);
      const auto known = std::find_if(kKeywords.begin(), kKeywords.end(),
                                      [&](const Keyword& keyword) { return keyword.name == name; });
      if (known != kKeywords.end()) {
        check_shape(value, known->shape, place);
      } else if (!name.starts_with("x-")) {
        problems_.push_back({place, "is a schema keyword that this ingot does not enforce"});
      }
    }
    check_extensions(schema, path);
  }

 private:
  void complain(const std::string& path, const std::string& what, const JsonValue& value) {
    problems_.push_back({path, what + ", is " + std::string(to_string(value.kind))});
  }

  void expect(const JsonValue& value, Kind kind, const std::string& place) {
    if (!value.is(kind)) complain(place, "must be " + std::string(to_string(kind)), value);
  }

  void check_shape(const JsonValue& value, Shape shape, const std::string& place) {
    switch (shape) {
      case Shape::any:
        return;
      case Shape::text:
        return expect(value, Kind::text, place);
      case Shape::integer:
        return expect(value, Kind::integer, place);
      case Shape::boolean:
        return expect(value, Kind::boolean, place);
      case Shape::list:
        return expect(value, Kind::array, place);
      case Shape::number:
        if (!value.is(Kind::integer) && !value.is(Kind::number))
          complain(place, "must be a number", value);
        return;
      case Shape::schema:
        return check(value, place);
      case Shape::type:
        return check_type(value, place);
      case Shape::texts:
      case Shape::schemas:
        return check_list(value, shape, place);
      case Shape::properties:
        return check_properties(value, place);
    }
  }

  void check_type(const JsonValue& value, const std::string& place) {
    static constexpr std::array<std::string_view, 6> kTypes = {"object",  "array",  "string",
                                                               "integer", "number", "boolean"};
    if (value.is(Kind::text) && std::find(kTypes.begin(), kTypes.end(), value.text) != kTypes.end())
      return;
    problems_.push_back({place, "must be one of object, array, string, integer, number, boolean"});
  }

  void check_list(const JsonValue& value, Shape shape, const std::string& place) {
    expect(value, Kind::array, place);
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      const std::string at = place + "[" + std::to_string(i) + "]";
      if (shape == Shape::schemas)
        check(value.items[i], at);
      else
        expect(value.items[i], Kind::text, at);
    }
  }

  void check_properties(const JsonValue& value, const std::string& place) {
    expect(value, Kind::object, place);
    for (const auto& [name, schema] : value.members) check(schema, place + "." + printable(name));
  }

  void check_extensions(const JsonValue& schema, const std::string& path) {
    check_words(schema, "x-unit", {"duration", "size"}, path);
    check_words(schema, "x-template", {"item"}, path);
  }

  void check_words(const JsonValue& schema, std::string_view key,
                   std::initializer_list<std::string_view> words, const std::string& path) {
    const JsonValue* value = schema.find(key);
    if (value == nullptr) return;
    if (value->is(Kind::text) && std::find(words.begin(), words.end(), value->text) != words.end())
      return;
    std::string message = "must be";
    for (const auto word : words)
      message += (word == *words.begin() ? " " : " or ") + std::string(word);
    problems_.push_back({path + "." + std::string(key), message});
  }

  std::vector<ManifestProblem>& problems_;
};

void collect_secrets(const JsonValue& schema, const std::string& path,
                     std::vector<std::string>& found) {
  const JsonValue* mark = schema.find("x-secret");
  if (mark != nullptr && mark->boolean && !path.empty()) found.push_back(path);
  const JsonValue* properties = schema.find("properties");
  if (properties == nullptr) return;
  for (const auto& [name, inner] : properties->members) {
    collect_secrets(inner, path.empty() ? name : path + "." + name, found);
  }
}

}  // namespace

void check_schema(const JsonValue& schema, std::vector<ManifestProblem>& problems) {
  SchemaChecker(problems).check(schema, "config");
  const JsonValue* type = schema.find("type");
  if (type == nullptr || type->text != "object")
    problems.push_back({"config.type", "must be object"});
}

const JsonValue* schema_at(const JsonValue& schema, std::string_view path) {
  const JsonValue* here = &schema;
  while (here != nullptr && !path.empty()) {
    const JsonValue* properties = here->find("properties");
    const std::size_t dot = path.find('.');
    here = properties == nullptr ? nullptr : properties->find(path.substr(0, dot));
    path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  }
  return here;
}

std::vector<std::string> secret_paths(const JsonValue& schema) {
  std::vector<std::string> found;
  collect_secrets(schema, "", found);
  return found;
}

}  // namespace ingot::plugin
