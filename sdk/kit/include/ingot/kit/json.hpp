// Json: a read-only JSON value that is never surprised: asking a value for what it is not answers
// "absent" instead of throwing. Hides the JSON library and its exceptions. A value; immutable.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <ingot/kit/parsed.hpp>

namespace ingot::kit {

class Json {
 public:
  Json() = default;  // absent, the same as null
  // Objects and arrays only, as every vendor's body is one; the problem says what was found instead.
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

// The JSON text of an object, member by member in the order given. A value.
class ObjectText {
 public:
  ObjectText& text(std::string_view name, std::string_view value);
  ObjectText& number(std::string_view name, std::int64_t value);
  ObjectText& flag(std::string_view name, bool value);
  // `json` must be JSON text already.
  ObjectText& raw(std::string_view name, std::string_view json);
  // Leaves the member out when the value is empty.
  ObjectText& text_if(std::string_view name, std::string_view value);
  // The members of another object as they are, except those of the names `but`: to write some anew
  // and keep what others have put there. Nothing when `json` is no object.
  ObjectText& rest_of(std::string_view json, const std::set<std::string>& but);
  std::string str() const { return members_ + "}"; }

 private:
  std::string members_ = "{";
};

// A JSON array of string literals.
std::string array_text(const std::vector<std::string>& texts);

// A JSON string literal with its quotes.
std::string quote(std::string_view text);

// The member `envelope` if it is an object or array, or the value itself: some answers are wrapped,
// some are bare.
Json unwrap(const Json& value, const std::string& envelope);

}  // namespace ingot::kit
