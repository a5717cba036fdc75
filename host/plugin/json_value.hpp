// JsonValue: a JSON text as a plain tree, keys in their order, nothing twice. For manifests, which
// are small. A value; no thread rule.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/base/result.hpp"

namespace ingot::plugin {

struct JsonValue {
  enum class Kind { null, boolean, integer, number, text, array, object };

  Kind kind = Kind::null;
  bool boolean = false;
  std::int64_t integer = 0;
  double number = 0;  // of integers too
  std::string text;
  std::vector<JsonValue> items;
  std::vector<std::pair<std::string, JsonValue>> members;

  bool is(Kind wanted) const { return kind == wanted; }
  // The member of an object; null when there is none or this is no object.
  const JsonValue* find(std::string_view key) const;
};

// "a text", "an object", for messages.
std::string_view to_string(JsonValue::Kind kind);

// Refuses what is not one well-formed value and any object with a key given twice.
Result<JsonValue> parse_json(std::string_view text);
// Compact.
std::string to_json(const JsonValue& value);

}  // namespace ingot::plugin
