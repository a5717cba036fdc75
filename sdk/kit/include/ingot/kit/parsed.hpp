// Parsed<T>: what a reader of vendor text answers, the value or one sentence saying what is wrong
// with the text. Not an error taxonomy: the caller knows what a bad text means where it stands. A
// value.
#pragma once

#include <optional>
#include <string>
#include <utility>

namespace ingot::kit {

template <class T>
class [[nodiscard]] Parsed {
 public:
  Parsed(T value) : value_(std::move(value)) {}
  static Parsed failed(std::string problem) {
    Parsed result;
    result.problem_ = std::move(problem);
    return result;
  }

  explicit operator bool() const { return value_.has_value(); }
  const T& operator*() const { return *value_; }
  T& operator*() { return *value_; }
  const T* operator->() const { return &*value_; }
  // Empty when there is a value.
  const std::string& problem() const { return problem_; }

 private:
  Parsed() = default;
  std::optional<T> value_;
  std::string problem_;
};

}  // namespace ingot::kit
