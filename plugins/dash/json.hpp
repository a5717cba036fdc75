// Json: a read-only JSON value that is never surprised: asking a value for what it is not answers
// "absent" instead of throwing. Hides the JSON library and its exceptions. A value; immutable.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/dash/parsed.hpp"

namespace ingot::dash {

class Json {
 public:
  Json() = default;  // absent, the same as null
  // Objects and arrays only, as every Dash body is one; the problem says what was found instead.
  static Parsed<Json> parse(std::string_view text);

  bool is_absent() const;
  bool is_object() const;
  bool is_array() const;
  bool is_string() const;

  // The member, or absent.
  Json operator[](const std::string& key) const;
  std::vector<std::string> keys() const;  // sorted; empty unless an object
  std::size_t size() const;               // elements; 0 unless an array
  Json at(std::size_t index) const;

  // A string as it is, numbers and booleans as text, anything else empty.
  std::string text() const;
  // Whole numbers, also written as a string or with a zero fraction; 64 bit.
  std::optional<std::int64_t> integer() const;
  std::optional<bool> boolean() const;
  std::string dump() const;

 private:
  struct Node;
  explicit Json(std::shared_ptr<const Node> node) : node_(std::move(node)) {}
  std::shared_ptr<const Node> node_;  // co-owned by the copies of this value
};

// A JSON string literal with its quotes.
std::string quote(std::string_view text);

// `result` of an envelope, or the value itself: most Dash answers are wrapped, some are bare
// (dash.md 1.5).
Json unwrap(const Json& value);

}  // namespace ingot::dash
