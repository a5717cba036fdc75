// The JSON of transcripts: how bytes are written so that people can read and compare them, and how
// they are read back. What a plugin and a host say to each other is mostly JSON inside texts; where
// nothing is lost by it, that JSON is written as itself. Pure functions; JsonLine and JsonFields
// are values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/plugin/json_value.hpp"

namespace ingot::plugin {

// The signature of a pre-signed URL, wherever in a text one stands, replaced by the word "masked".
// Applied to facts and actions alike, so that a plugin that copies a URL still matches its
// transcript.
std::string masked(std::string_view text);

// One of: "text" | {"json": value} for compact JSON | {"hex": "00ff"} for what is not UTF-8.
// text_of() reads all three and gives the same bytes; `invalid` for anything else.
std::string json_of(std::string_view bytes);
Result<std::string> text_of(const JsonValue& value);

// 0x0200000000010003: ids use all 64 bits, more than a JSON number is good for.
std::string id_text(std::uint64_t id);

// Writes one object on one line, members in the order of the calls.
class JsonLine {
 public:
  JsonLine& word(std::string_view name, std::string_view text);  // always a plain text
  JsonLine& bytes(std::string_view name,
                  std::string_view text);  // masked, as json_of; nothing when empty
  JsonLine& number(std::string_view name, std::int64_t value);  // nothing when 0
  JsonLine& raw(std::string_view name, std::string_view json);  // nothing when empty
  std::string take() { return "{" + std::move(members_) + "}"; }

 private:
  std::string members_;
};

// Reads an object member by member; every member must have been asked for by the time of done().
class JsonFields {
 public:
  explicit JsonFields(const JsonValue& object) : object_(object), is_read_(object.members.size()) {}

  const JsonValue* find(std::string_view name);
  // Absent members read as "" and 0.
  Result<std::string> bytes(std::string_view name);
  Result<std::int64_t> number(std::string_view name);
  Result<std::uint64_t> id(std::string_view name);
  // `invalid`: a member that nobody asked for.
  Status done() const;

 private:
  const JsonValue& object_;
  std::vector<bool> is_read_;
};

std::string hex_of(std::string_view bytes);
Result<std::string> bytes_of_hex(std::string_view hex);

}  // namespace ingot::plugin
