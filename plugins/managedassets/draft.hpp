// Draft: what one item is to become at the service, and everything that stands against it. The same
// for VALIDATE and TRANSFER, so that neither trusts the other. A value and pure functions.
#pragma once

#include <string>
#include <string_view>

#include <ingot/item.hpp>

#include "plugins/managedassets/config.hpp"

namespace ingot::managedassets {

enum class Content { file, uri, none };

struct Draft {
  Content content = Content::none;
  std::string uri;
  std::string asset_id;  // an existing asset that the job names; empty: a new one
  std::string expires;   // empty: the service's default, 30 days
  Metadata metadata;     // without the mark of the attempt
  std::string problem;   // all of them, joined by "; "; empty: none
  std::string warning;
};

Draft draft_of(const Item& item, const Config& config);

// Limits of the service in bytes of UTF-8 (managedassets.md 2.1, 2.2).
inline constexpr std::size_t kLongestKey = 128, kLongestValue = 50 * 1024, kLongestUri = 512;

inline constexpr std::string_view kNever = "never";
// Why `text` is no lifetime of an asset (an ISO 8601 duration above zero, or `never`); empty when
// it is one.
std::string lifetime_problem(std::string_view text);

// May stand in a path: an id that would turn into another path when it is normalised may not.
bool is_usable_id(const std::string& id);

}  // namespace ingot::managedassets
