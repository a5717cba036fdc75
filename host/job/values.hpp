// Values: the scalars and lists of a job after coercion, by dotted key, defaults filled in. Not the
// job itself, which is typed. A value; no thread rule.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "host/job/literal.hpp"
#include "host/job/source.hpp"
#include "host/job/template.hpp"

namespace ingot::job {

// Integers and bytes are int64 (sizes of a job end at 2^53); the text of a `word` such as auto is a
// string.
using Data = std::variant<std::string, bool, std::int64_t, std::chrono::milliseconds, DurationRange,
                          Budget, std::vector<std::string>, Template>;

struct Value {
  Data data;
  Span span;
};

class Values {
 public:
  void set(const std::string& key, Value value) { all_.insert_or_assign(key, std::move(value)); }
  bool has(std::string_view key) const { return all_.find(key) != all_.end(); }
  Span span(std::string_view key) const {
    const auto found = all_.find(key);
    return found == all_.end() ? Span{} : found->second.span;
  }
  // The value if it is there and of that type. A key that was wrong has none: the reason was
  // reported.
  template <class T>
  std::optional<T> find(std::string_view key) const {
    const auto found = all_.find(key);
    if (found == all_.end() || !std::holds_alternative<T>(found->second.data)) return std::nullopt;
    return std::get<T>(found->second.data);
  }
  template <class T>
  T value_or(std::string_view key, T other) const {
    auto found = find<T>(key);
    return found ? *std::move(found) : std::move(other);
  }

 private:
  std::map<std::string, Value, std::less<>> all_;
};

}  // namespace ingot::job
