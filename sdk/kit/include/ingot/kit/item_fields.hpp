// ItemFields: what the job says about one item (ingot_item.fields): its metadata, and the config keys that are
// rendered for each item. Not what a vendor makes of them. A value.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ingot/kit/parsed.hpp>

namespace ingot::kit {

struct ItemFields {
  // By name, in the order of the names. A field without a value is not there.
  std::vector<std::pair<std::string, std::vector<std::string>>> fields;
  // Config keys marked `"x-template": "item"` as they came out for this item; nested ones with dots ("oauth.x").
  // May be empty texts.
  std::map<std::string, std::string> config;

  // The rendered key, or `fallback` when it is not there or empty.
  std::string setting(const std::string& key, const std::string& fallback = {}) const;
  // The values of a field, or null.
  const std::vector<std::string>* field(std::string_view name) const;
};

// `json`: {"fields":{NAME: text or list},"config":{…}} or empty. Numbers and truth values are taken as text.
Parsed<ItemFields> read_item_fields(std::string_view json);

// The known name closest to a mistyped one, in any case of ASCII letters; empty when none is near.
std::string nearest_name(std::string_view name, const std::vector<std::string>& known);

}  // namespace ingot::kit
