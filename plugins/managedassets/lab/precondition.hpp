// If-Match and If-None-Match (RFC 9110 13.1), one of which every change must carry
// (managedassets.md 2.1, PUT, PATCH and DELETE). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <ingot/lab/http.hpp>

#include "plugins/managedassets/lab/replies.hpp"

namespace ingot::lab::managedassets {

struct TagList {
  bool is_any = false;                 // "*"
  std::vector<std::string> tags = {};  // with their quotes, and W/ where it was sent
};

struct Precondition {
  std::optional<TagList> if_match = {};
  std::optional<TagList> if_none_match = {};

  bool is_missing() const { return !if_match && !if_none_match; }
  // Does it name the very state the client saw? Only then is a repetition harmless.
  bool is_exact() const { return if_match && !if_match->is_any; }
  // nullopt: a thing with this ETag may be changed; 412 otherwise.
  std::optional<Refusal> check(const std::string& etag) const;
};

// 400 for a field that is neither * nor a list of quoted tags.
Answer<Precondition> read_precondition(const Headers& headers);

}  // namespace ingot::lab::managedassets
