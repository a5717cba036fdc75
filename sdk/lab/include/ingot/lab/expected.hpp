// A value or the sentence that says why there is none. It is the lab's own because sdk/ may not use
// the host's Result, and std::expected is C++23. A value type; nothing is locked.
#pragma once

#include <optional>
#include <string>
#include <utility>

namespace ingot::lab {

struct Problem {
  std::string message;
};

template <typename T>
class [[nodiscard]] Expected {
 public:
  Expected(T value) : value_(std::move(value)) {}                      // NOLINT(*-explicit-*)
  Expected(Problem problem) : problem_(std::move(problem.message)) {}  // NOLINT(*-explicit-*)

  explicit operator bool() const { return value_.has_value(); }
  // Only after a check of operator bool.
  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }
  T* operator->() { return &*value_; }
  const T* operator->() const { return &*value_; }
  // Empty when there is a value.
  const std::string& problem() const { return problem_; }

 private:
  std::optional<T> value_;
  std::string problem_;
};

}  // namespace ingot::lab
