// Result<T> and Status: a value or an Error, never ignored silently. Values; no thread rule.
#pragma once

#include <cassert>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include "host/base/error.hpp"

namespace ingot {

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : content_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return content_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& value() & { return checked<0>(content_); }
  const T& value() const& { return checked<0>(content_); }
  T&& value() && { return std::move(checked<0>(content_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const { return checked<1>(content_); }

 private:
  // Asking for the side that is not there is our bug, never the input's.
  template <std::size_t I, class V>
  static auto& checked(V& content) {
    assert(content.index() == I);
    return std::get<I>(content);
  }
  std::variant<T, Error> content_;
};

class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Error error) : error_(std::move(error)) {}
  template <class T>
  static Status of(const Result<T>& result) {
    return result ? Status() : Status(result.error());
  }

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  const Error& error() const {
    assert(error_.has_value());
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

// Dropping an error is deliberate and greppable: say why it does not matter.
inline void ignore_error([[maybe_unused]] const Status& status,
                         [[maybe_unused]] std::string_view because) {}
template <class T>
void ignore_error([[maybe_unused]] const Result<T>& result,
                  [[maybe_unused]] std::string_view because) {}

}  // namespace ingot

#define INGOT_CONCAT_(a, b) a##b
#define INGOT_CONCAT(a, b) INGOT_CONCAT_(a, b)
// INGOT_TRY(auto x, expression): x is the value, or the enclosing function returns the error.
#define INGOT_TRY(declaration, expression) \
  INGOT_TRY_(INGOT_CONCAT(ingot_try_, __LINE__), declaration, expression)
#define INGOT_TRY_(name, declaration, expression) \
  auto name = (expression);                       \
  if (!name) return name.error();                 \
  declaration = *std::move(name)
// INGOT_CHECK(status expression): go on if ok, else the enclosing function returns the error.
#define INGOT_CHECK(expression)                                  \
  do {                                                           \
    if (auto ingot_status = (expression); !ingot_status) {       \
      return ingot_status.error();                               \
    }                                                            \
  } while (false)
