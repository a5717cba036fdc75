// Json's accessors and its writer; the reader is in json_reader.cpp.
#include <ingot/lab/json.hpp>

#include <charconv>
#include <cmath>
#include <cstdio>

namespace ingot::lab {

namespace {
const Json kNull;
}  // namespace

Json Json::list(List values) {
  Json json;
  json.value_ = std::move(values);
  return json;
}

Json Json::object(Object members) {
  Json json;
  json.value_ = std::move(members);
  return json;
}

const Json* Json::find(std::string_view name) const {
  if (const Object* object = members()) {
    for (const Member& member : *object) {
      if (member.name == name) return &member.value;
    }
  }
  return nullptr;
}

const Json& Json::operator[](std::string_view name) const {
  const Json* found = find(name);
  return found != nullptr ? *found : kNull;
}

const Json& Json::operator[](std::size_t index) const {
  const List* list = items();
  return list != nullptr && index < list->size() ? (*list)[index] : kNull;
}

void Json::set(std::string name, Json value) {
  if (members() == nullptr) value_ = Object{};
  Object& object = std::get<Object>(value_);
  for (Member& member : object) {
    if (member.name == name) {
      member.value = std::move(value);
      return;
    }
  }
  object.push_back({std::move(name), std::move(value)});
}

void Json::push(Json value) {
  if (items() == nullptr) value_ = List{};
  std::get<List>(value_).push_back(std::move(value));
}

std::size_t Json::size() const {
  if (const List* list = items()) return list->size();
  if (const Object* object = members()) return object->size();
  return 0;
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          char escape[8];
          std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
          out += escape;
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

namespace {

void append_number(std::string& out, double real) {
  if (!std::isfinite(real)) {
    out += "null";  // JSON has no word for it
    return;
  }
  char text[32];
  const auto [end, error] = std::to_chars(text, text + sizeof text, real);
  (void)error;  // 32 characters hold every double
  out.append(text, end);
}

}  // namespace

void Json::append_to(std::string& out) const {
  if (const bool* claim = truth()) {
    out += *claim ? "true" : "false";
  } else if (const std::int64_t* number = integer()) {
    out += std::to_string(*number);
  } else if (const double* fraction = real()) {
    append_number(out, *fraction);
  } else if (const std::string* words = text()) {
    append_quoted(out, *words);
  } else if (const List* list = items()) {
    out += '[';
    for (const Json& value : *list) {
      if (&value != list->data()) out += ',';
      value.append_to(out);
    }
    out += ']';
  } else if (const Object* object = members()) {
    out += '{';
    for (const Member& member : *object) {
      if (&member != object->data()) out += ',';
      append_quoted(out, member.name);
      out += ':';
      member.value.append_to(out);
    }
    out += '}';
  } else {
    out += "null";
  }
}

std::string Json::dump() const {
  std::string out;
  append_to(out);
  return out;
}

}  // namespace ingot::lab
