#include "host/plugin/json_value.hpp"

#include <Poco/Exception.h>
#include <Poco/JSON/Handler.h>
#include <Poco/JSON/JSONException.h>
#include <Poco/JSON/Parser.h>
#include <Poco/JSONString.h>

#include "host/plugin/json_syntax.hpp"

namespace ingot::plugin {

using Kind = JsonValue::Kind;

namespace {

// Builds the tree while Poco parses. Open values are held by value on a stack: a pointer into a
// growing vector would not survive.
class TreeBuilder final : public Poco::JSON::Handler {
 public:
  JsonValue take_root() { return std::move(root_); }
  const std::string& duplicate() const { return duplicate_; }

  void reset() override {
    root_ = {};
    open_.clear();
  }
  void startObject() override { open(Kind::object); }
  void endObject() override { close(); }
  void startArray() override { open(Kind::array); }
  void endArray() override { close(); }
  void key(const std::string& name) override {
    Open& top = open_.back();
    if (top.value.find(name) != nullptr) duplicate_ = name;
    top.key = name;
  }
  void null() override { add({}); }
  void value(int v) override { add_integer(v); }
  void value(unsigned v) override { add_integer(v); }
  void value(Poco::Int64 v) override { add_integer(v); }
  void value(Poco::UInt64 v) override {
    if (v <= static_cast<Poco::UInt64>(INT64_MAX)) return add_integer(static_cast<std::int64_t>(v));
    value(static_cast<double>(v));
  }
  void value(double v) override {
    JsonValue leaf;
    leaf.kind = Kind::number;
    leaf.number = v;
    add(std::move(leaf));
  }
  void value(const std::string& v) override {
    JsonValue leaf;
    leaf.kind = Kind::text;
    leaf.text = v;
    add(std::move(leaf));
  }
  void value(bool v) override {
    JsonValue leaf;
    leaf.kind = Kind::boolean;
    leaf.boolean = v;
    add(std::move(leaf));
  }

 private:
  struct Open {
    JsonValue value;
    std::string key;  // of the member that comes next
  };

  void open(Kind kind) {
    open_.emplace_back();
    open_.back().value.kind = kind;
  }
  void close() {
    JsonValue done = std::move(open_.back().value);
    open_.pop_back();
    add(std::move(done));
  }
  void add_integer(std::int64_t v) {
    JsonValue leaf;
    leaf.kind = Kind::integer;
    leaf.integer = v;
    leaf.number = static_cast<double>(v);
    add(std::move(leaf));
  }
  void add(JsonValue leaf) {
    if (open_.empty()) {
      root_ = std::move(leaf);
    } else if (Open& top = open_.back(); top.value.is(Kind::array)) {
      top.value.items.push_back(std::move(leaf));
    } else {
      top.value.members.emplace_back(std::move(top.key), std::move(leaf));
    }
  }

  JsonValue root_;
  std::vector<Open> open_;
  std::string duplicate_;
};

void write(const JsonValue& value, std::string& out);

void write_text(std::string_view text, std::string& out) {
  out += Poco::toJSON(std::string(text));
}

void write_array(const JsonValue& value, std::string& out) {
  out += '[';
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    if (i > 0) out += ',';
    write(value.items[i], out);
  }
  out += ']';
}

void write_object(const JsonValue& value, std::string& out) {
  out += '{';
  for (std::size_t i = 0; i < value.members.size(); ++i) {
    if (i > 0) out += ',';
    write_text(value.members[i].first, out);
    out += ':';
    write(value.members[i].second, out);
  }
  out += '}';
}

// The depth was bounded when the value was parsed.
void write(const JsonValue& value, std::string& out) {
  switch (value.kind) {
    case Kind::null:
      out += "null";
      break;
    case Kind::boolean:
      out += value.boolean ? "true" : "false";
      break;
    case Kind::integer:
      out += std::to_string(value.integer);
      break;
    case Kind::number:
      out += Poco::NumberFormatter::format(value.number);
      break;
    case Kind::text:
      write_text(value.text, out);
      break;
    case Kind::array:
      write_array(value, out);
      break;
    case Kind::object:
      write_object(value, out);
      break;
  }
}

}  // namespace

const JsonValue* JsonValue::find(std::string_view key) const {
  for (const auto& [name, value] : members) {
    if (name == key) return &value;
  }
  return nullptr;
}

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return "a boolean";
    case Kind::integer:
      return "an integer";
    case Kind::number:
      return "a number";
    case Kind::text:
      return "a text";
    case Kind::array:
      return "a list";
    case Kind::object:
      return "an object";
  }
  return "a value";
}

Result<JsonValue> parse_json(std::string_view text) {
  if (!is_json(text)) return Error{ErrorKind::invalid, "is not well-formed JSON"};
  Poco::SharedPtr<TreeBuilder> builder(new TreeBuilder);
  try {
    Poco::JSON::Parser parser(builder);
    parser.parse(std::string(text));
  } catch (const Poco::Exception& e) {
    return Error{ErrorKind::invalid, "is not readable JSON: " + e.displayText()};
  }
  if (!builder->duplicate().empty()) {
    return Error{ErrorKind::invalid, "the key `" + builder->duplicate() + "` is given twice"};
  }
  return builder->take_root();
}

std::string to_json(const JsonValue& value) {
  std::string out;
  write(value, out);
  return out;
}

}  // namespace ingot::plugin
