// Json over Poco::JSON: the only file where the library's exceptions can appear.
#include <ingot/kit/json.hpp>

#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <Poco/JSONString.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

namespace ingot::kit {

using Poco::Dynamic::Var;

struct Json::Node {
  Var value;
};

namespace {

// Deeper answers do not exist; the bound keeps a hostile one from exhausting the stack.
constexpr std::size_t kDeepest = 64;

Poco::JSON::Object::Ptr as_object(const Var& value) {
  return value.type() == typeid(Poco::JSON::Object::Ptr) ? value.extract<Poco::JSON::Object::Ptr>()
                                                         : nullptr;
}

Poco::JSON::Array::Ptr as_array(const Var& value) {
  return value.type() == typeid(Poco::JSON::Array::Ptr) ? value.extract<Poco::JSON::Array::Ptr>()
                                                        : nullptr;
}

std::string what_came(std::string_view text) {
  const auto start = text.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return "an empty body instead of JSON";
  return text[start] == '<' ? "a web page instead of JSON" : "text that is not JSON";
}

}  // namespace

Parsed<Json> Json::parse(std::string_view text) {
  const auto start = text.find_first_not_of(" \t\r\n");
  // The library takes some bare words for values; a body of an API starts with a brace or a bracket.
  if (start == std::string_view::npos || (text[start] != '{' && text[start] != '[')) {
    return Parsed<Json>::failed(what_came(text));
  }
  try {
    Poco::JSON::Parser parser;
    parser.setDepth(kDeepest);
    return Json(std::make_shared<const Node>(Node{parser.parse(std::string(text))}));
  } catch (const std::exception&) {
    return Parsed<Json>::failed("broken JSON");
  }
}

bool Json::is_absent() const {
  return !node_ || node_->value.isEmpty();
}
bool Json::is_object() const {
  return node_ && as_object(node_->value);
}
bool Json::is_array() const {
  return node_ && as_array(node_->value);
}
bool Json::is_string() const {
  return node_ && node_->value.isString();
}

Json Json::operator[](const std::string& key) const {
  const auto object = node_ ? as_object(node_->value) : nullptr;
  if (!object || !object->has(key)) return {};
  return Json(std::make_shared<const Node>(Node{object->get(key)}));
}

std::vector<std::string> Json::keys() const {
  std::vector<std::string> names;
  if (const auto object = node_ ? as_object(node_->value) : nullptr) object->getNames(names);
  std::sort(names.begin(), names.end());
  return names;
}

std::size_t Json::size() const {
  const auto array = node_ ? as_array(node_->value) : nullptr;
  return array ? array->size() : 0;
}

Json Json::at(std::size_t index) const {
  if (index >= size()) return {};
  const auto array = as_array(node_->value);
  return Json(std::make_shared<const Node>(Node{array->get(static_cast<unsigned>(index))}));
}

std::string Json::text() const {
  if (is_absent() || is_object() || is_array()) return {};
  try {
    return node_->value.convert<std::string>();
  } catch (const Poco::Exception&) {
    return {};
  }
}

std::optional<std::int64_t> Json::integer() const {
  if (is_absent() || is_object() || is_array() || node_->value.isBoolean()) return {};
  const std::string digits = text();
  std::int64_t whole = 0;
  const char* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, whole);
  if (read.ec == std::errc() && read.ptr == end) return whole;
  if (node_->value.isString()) return {};
  const double number = node_->value.convert<double>();
  if (std::nearbyint(number) != number || std::fabs(number) > 9.0e15) return {};
  return static_cast<std::int64_t>(number);
}

std::optional<bool> Json::boolean() const {
  if (is_absent() || !node_->value.isBoolean()) return {};
  return node_->value.extract<bool>();
}

std::string Json::dump() const {
  if (is_absent()) return "null";
  std::ostringstream out;
  Poco::JSON::Stringifier::stringify(node_->value, out);
  return out.str();
}

ObjectText& ObjectText::raw(std::string_view name, std::string_view json) {
  if (members_.size() > 1) members_ += ',';
  members_ += quote(name) + ':';
  members_ += json;
  return *this;
}
ObjectText& ObjectText::text(std::string_view name, std::string_view value) {
  return raw(name, quote(value));
}
ObjectText& ObjectText::number(std::string_view name, std::int64_t value) {
  return raw(name, std::to_string(value));
}
ObjectText& ObjectText::flag(std::string_view name, bool value) {
  return raw(name, value ? "true" : "false");
}
ObjectText& ObjectText::text_if(std::string_view name, std::string_view value) {
  return value.empty() ? *this : text(name, value);
}
ObjectText& ObjectText::rest_of(std::string_view json, const std::set<std::string>& but) {
  const auto object = Json::parse(json);
  if (!object) return *this;
  for (const std::string& key : object->keys()) {
    const Json value = (*object)[key];
    if (!but.contains(key)) raw(key, value.is_string() ? quote(value.text()) : value.dump());
  }
  return *this;
}

std::string array_text(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const std::string& text : texts) {
    if (out.size() > 1) out += ',';
    out += quote(text);
  }
  return out + "]";
}

std::string quote(std::string_view text) {
  return Poco::toJSON(std::string(text));
}

Json unwrap(const Json& value, const std::string& envelope) {
  const Json inner = value[envelope];
  return inner.is_object() || inner.is_array() ? inner : value;
}

}  // namespace ingot::kit
