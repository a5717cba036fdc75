#include "host/job/json_object.hpp"

#include <string_view>

#include "host/base/json_text.hpp"

namespace ingot::job {
namespace {

template <class Values, class Write>
std::string array(const Values& values, Write write) {
  std::string json = "[";
  for (const auto& value : values) json += (json.size() > 1 ? "," : "") + write(value);
  return json + "]";
}

// Where the string that begins at `at` ends: the index behind its closing quote.
std::size_t end_of_string(std::string_view json, std::size_t at) {
  for (++at; json[at] != '"'; ++at) {
    if (json[at] == '\\') ++at;
  }
  return at + 1;
}

bool is_opening(char c) {
  return c == '{' || c == '[';
}
bool is_closing(char c) {
  return c == '}' || c == ']';
}

// Lays out valid JSON without spaces: only structure outside of strings gets line ends.
std::string laid_out(std::string_view json) {
  std::string text;
  std::size_t depth = 0;
  const auto new_line = [&] { text += "\n" + std::string(2 * depth, ' '); };
  for (std::size_t i = 0; i < json.size();) {
    const char c = json[i];
    if (c == '"') {
      const std::size_t end = end_of_string(json, i);
      text += json.substr(i, end - i);
      i = end;
      continue;
    }
    if (is_closing(c)) --depth;
    if (is_closing(c) && !is_opening(text.back())) new_line();
    text += c;
    ++i;
    if (is_opening(c)) ++depth;
    if (c == ',' || (is_opening(c) && !is_closing(json[i]))) new_line();
    if (c == ':') text += ' ';
  }
  return text + "\n";
}

}  // namespace

JsonObject& JsonObject::raw(std::string_view name, std::string json) {
  members_.emplace_back(name, std::move(json));
  return *this;
}

JsonObject& JsonObject::text(std::string_view name, std::string_view value) {
  return raw(name, json_string(value));
}

JsonObject& JsonObject::number(std::string_view name, std::int64_t value) {
  return raw(name, std::to_string(value));
}

JsonObject& JsonObject::object(std::string_view name, const JsonObject& value) {
  return raw(name, value.compact());
}

JsonObject& JsonObject::texts(std::string_view name, const std::vector<std::string>& values) {
  return raw(name, array(values, [](const std::string& value) { return json_string(value); }));
}

JsonObject& JsonObject::objects(std::string_view name, const std::vector<JsonObject>& values) {
  return raw(name, array(values, [](const JsonObject& value) { return value.compact(); }));
}

JsonObject& JsonObject::append(const JsonObject& other) {
  members_.insert(members_.end(), other.members_.begin(), other.members_.end());
  return *this;
}

std::string JsonObject::compact() const {
  std::string json = "{";
  for (const auto& [name, value] : members_) {
    if (json.size() > 1) json += ',';
    append_json(json, name);
    json += ':' + value;
  }
  return json + "}";
}

std::string JsonObject::indented() const {
  return laid_out(compact());
}

}  // namespace ingot::job
