// What the job says about one item (ingot_item.fields) and what DISCOVER learned about the account,
// and how the first is expressed in the second. Values and pure functions.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ingot/item.hpp>
#include <ingot/kit/parsed.hpp>

#include "plugins/dash/kit.hpp"
#include "plugins/dash/requests.hpp"

namespace ingot::dash {

struct Context {
  std::string user_id, folder_field_id;
  std::map<std::string, std::string> fields;  // name in lower case -> id
  bool has_fields = false;                    // false: the account's fields could not be read

  std::string to_json() const;
};
Context read_context(std::string_view json);

struct ItemSettings {
  std::string folder;
  std::vector<std::pair<std::string, std::vector<std::string>>> fields;  // by name
};
// `json`: {"fields":{…},"config":{"folder":…}} or empty.
Parsed<ItemSettings> read_item_settings(std::string_view json, const std::string& default_folder);

// Field names to ids, in any case; an id passes as it is. The problem names the nearest known
// field.
Parsed<FieldValues> resolve_fields(const ItemSettings& settings, const Context& context);

// Why Dash cannot take this item as it is planned; empty when it can. Every problem, not just the
// first.
std::string item_problem(const Item& item, const std::string& folder);

std::string lower_case(const std::string& text);  // Unicode

}  // namespace ingot::dash
