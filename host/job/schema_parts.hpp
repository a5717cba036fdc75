// The pieces that schemas of jobs are made of: texts, patterns and alternatives. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/job/json_object.hpp"

namespace ingot::job::schema {

// Patterns, without anchors, of the literals that literal.hpp reads.
constexpr std::string_view kDurationPattern = "(?:[0-9]+(?:d|h|ms|m|s))+";
constexpr std::string_view kSizePattern = "[0-9]+(?:B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)?";
// A text with a variable is judged by the loader.
constexpr std::string_view kVariablePattern = "\\$\\{";

inline JsonObject typed(std::string_view type) {
  return JsonObject().text("type", type);
}

inline JsonObject text_matching(std::string_view pattern) {
  return typed("string").text("pattern", pattern);
}

// A text may look like a number or a boolean: its spelling is kept.
inline JsonObject any_text() {
  return JsonObject().texts("type", {"string", "number", "boolean"});
}

inline JsonObject any_of(const std::vector<JsonObject>& alternatives) {
  return JsonObject().objects("anyOf", alternatives);
}

// "^(?:pattern)$"
inline std::string anchored(std::string_view pattern) {
  return "^(?:" + std::string(pattern) + ")$";
}

// The same, or anything with a variable.
inline std::string anchored_or_variable(std::string_view pattern) {
  return anchored(pattern) + "|" + std::string(kVariablePattern);
}

}  // namespace ingot::job::schema
