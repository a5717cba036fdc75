// JsonObject: a JSON object under construction, members in the order they were set. For writing
// schemas; it reads nothing. A value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ingot::job {

class JsonObject {
 public:
  // Each sets a new member and returns the object, so that calls can be chained.
  JsonObject& text(std::string_view name, std::string_view value);
  JsonObject& number(std::string_view name, std::int64_t value);
  // `json` is any JSON value, taken as it is: "false", "1.5".
  JsonObject& raw(std::string_view name, std::string json);
  JsonObject& object(std::string_view name, const JsonObject& value);
  JsonObject& texts(std::string_view name, const std::vector<std::string>& values);
  JsonObject& objects(std::string_view name, const std::vector<JsonObject>& values);
  // Appends all members of `other`.
  JsonObject& append(const JsonObject& other);

  // On one line, without spaces.
  std::string compact() const;
  // Two spaces a level, ends with a line end.
  std::string indented() const;

 private:
  std::vector<std::pair<std::string, std::string>> members_;  // name, JSON
};

}  // namespace ingot::job
