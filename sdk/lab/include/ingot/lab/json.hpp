// A JSON value with a strict reader (RFC 8259) and a compact writer. It keeps apart what validation
// must tell apart: integers from reals, absent members from null ones; a repeated member name is an
// error. A value type; nothing is locked.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <ingot/lab/expected.hpp>

namespace ingot::lab {

class Json {
 public:
  struct Member;
  using List = std::vector<Json>;
  using Object = std::vector<Member>;

  Json() = default;
  Json(std::nullptr_t) {}                                     // NOLINT(*-explicit-*)
  Json(const char* text) : value_(std::string(text)) {}       // NOLINT(*-explicit-*)
  Json(std::string text) : value_(std::move(text)) {}         // NOLINT(*-explicit-*)
  Json(std::string_view text) : value_(std::string(text)) {}  // NOLINT(*-explicit-*)
  Json(double real) : value_(real) {}                         // NOLINT(*-explicit-*)
  template <std::same_as<bool> T>
  Json(T truth) : value_(truth) {}  // NOLINT(*-explicit-*)
  template <std::integral T>
  requires(!std::same_as<T, bool>) Json(T integer)
      : value_(static_cast<std::int64_t>(integer)) {}  // NOLINT(*-explicit-*)

  static Json list(List values = {});
  static Json object(Object members = {});

  // "line 3: expected ',' or '}'" on anything RFC 8259 does not allow, text that is not UTF-8,
  // nesting deeper than 64 and repeated names.
  static Expected<Json> parse(std::string_view text);
  std::string dump() const;

  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
  // Each answers nullptr when the value is of another kind.
  const bool* truth() const { return std::get_if<bool>(&value_); }
  const std::int64_t* integer() const { return std::get_if<std::int64_t>(&value_); }
  const double* real() const { return std::get_if<double>(&value_); }
  const std::string* text() const { return std::get_if<std::string>(&value_); }
  const List* items() const { return std::get_if<List>(&value_); }
  const Object* members() const { return std::get_if<Object>(&value_); }

  // The member of that name; nullptr if absent or if this is no object.
  const Json* find(std::string_view name) const;
  // The member of that name, or null.
  const Json& operator[](std::string_view name) const;
  // The index-th value of a list, or null.
  const Json& operator[](std::size_t index) const;
  // Adds or replaces a member; a value that is no object becomes one.
  void set(std::string name, Json value);
  // Appends; a value that is no list becomes one.
  void push(Json value);
  // Items of a list or members of an object; 0 for the rest.
  std::size_t size() const;

 private:
  void append_to(std::string& out) const;

  std::variant<std::monostate, bool, std::int64_t, double, std::string, List, Object> value_;
};

struct Json::Member {
  std::string name;
  Json value;
};

// Appends `text` with quotes and escapes.
void append_quoted(std::string& out, std::string_view text);

}  // namespace ingot::lab
