// The query parameters of a request, decoded, each name at most once. A value.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ingot/lab/http.hpp>

namespace ingot::lab::bim360 {

class Query {
 public:
  // nullopt: an escape is broken or a name comes twice.
  static std::optional<Query> of(const Request& request);

  std::optional<std::string> find(std::string_view name) const;
  // Is the parameter "true"? Ask is_truth first, for everything else is false here.
  bool flag(std::string_view name) const { return find(name) == "true"; }
  // Is the parameter absent, "true" or "false"?
  bool is_truth(std::string_view name) const;
  // The first name that is not in `allowed`, a list separated by blanks; "filter[x][*]" allows
  // every name that begins so.
  std::optional<std::string> unknown(std::string_view allowed) const;

  auto begin() const { return pairs_.begin(); }
  auto end() const { return pairs_.end(); }

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
};

// "a,b" as {"a", "b"}; empty pieces stay.
std::vector<std::string> split(std::string_view text, char at);
// A whole number without sign; nullopt otherwise.
std::optional<std::int64_t> whole_number(std::string_view text);
// 8-4-4-4-12 hex digits.
bool is_uuid(std::string_view text);
// Unicode code points of valid UTF-8.
std::size_t length_of(std::string_view utf8);

}  // namespace ingot::lab::bim360
