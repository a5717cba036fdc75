#include "host/transfer/capture.hpp"

#include <Poco/Dynamic/Var.h>
#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <cctype>
#include <charconv>
#include <optional>

namespace ingot::transfer {

using Poco::Dynamic::Var;

static std::optional<Var> parse_json(const std::string& text) {
  try {
    return Poco::JSON::Parser().parse(text);
  } catch (const Poco::Exception&) {
    return std::nullopt;  // an answer that is not JSON has nothing to capture; the plugin judges it
  }
}

// One token of an RFC 6901 pointer, "~1" and "~0" undone.
static std::string unescaped(std::string_view token) {
  std::string name;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const bool is_escape = token[i] == '~' && i + 1 < token.size();
    if (is_escape) ++i;
    name += is_escape ? (token[i] == '1' ? '/' : '~') : token[i];
  }
  return name;
}

static std::optional<Var> child_of(const Var& node, const std::string& name) {
  if (node.type() == typeid(Poco::JSON::Object::Ptr)) {
    const auto& object = node.extract<Poco::JSON::Object::Ptr>();
    if (!object->has(name)) return std::nullopt;
    return object->get(name);
  }
  if (node.type() == typeid(Poco::JSON::Array::Ptr)) {
    unsigned index = 0;
    const auto [end, failed] = std::from_chars(name.data(), name.data() + name.size(), index);
    const auto& array = node.extract<Poco::JSON::Array::Ptr>();
    if (failed != std::errc() || end != name.data() + name.size() || index >= array->size()) {
      return std::nullopt;
    }
    return array->get(index);
  }
  return std::nullopt;
}

static std::optional<std::string> at_pointer(const std::optional<Var>& root, std::string_view pointer) {
  std::optional<Var> node = root;
  while (node && !pointer.empty()) {
    const std::size_t next = pointer.find('/', 1);
    node = child_of(*node, unescaped(pointer.substr(1, next == pointer.npos ? next : next - 1)));
    pointer = next == pointer.npos ? std::string_view() : pointer.substr(next);
  }
  if (!node || !node->isString()) return std::nullopt;
  return node->extract<std::string>();
}

static void mask(std::string& text, const std::string& value, const std::string& name) {
  const std::string shown = "${s:" + name + "}";
  for (std::size_t at = text.find(value); at != std::string::npos; at = text.find(value, at + shown.size())) {
    text.replace(at, value.size(), shown);
  }
}

static std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::vector<std::pair<std::string, secrets::Secret>> capture_secrets(
    const std::vector<plugin::Capture>& captures, net::Response& response) {
  std::vector<std::pair<std::string, secrets::Secret>> captured;
  std::optional<Var> root;
  bool is_parsed = false;
  std::vector<std::pair<std::string, std::string>> found;  // value, name
  for (const auto& capture : captures) {
    std::optional<std::string> value;
    if (capture.where.rfind("h:", 0) == 0) {
      if (const auto header = response.header(lower(capture.where.substr(2)))) {
        value = std::string(*header);
      }
    } else {
      if (!std::exchange(is_parsed, true)) root = parse_json(response.body);
      value = at_pointer(root, capture.where);
    }
    if (value && !value->empty()) found.emplace_back(*value, capture.name);
  }
  for (const auto& [value, name] : found) {
    mask(response.body, value, name);
    for (auto& header : response.headers) mask(header.value, value, name);
    captured.emplace_back(name, secrets::Secret(value));
  }
  return captured;
}

}  // namespace ingot::transfer
