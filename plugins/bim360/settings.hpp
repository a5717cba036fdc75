// Settings: what a project's Assets settings allow: categories with their effective status sets and
// custom attributes, and locations. DISCOVER's context keeps the vendor's own rows; this is how
// they are read. A value.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <ingot/kit/named.hpp>

#include "plugins/bim360/config.hpp"

namespace ingot::bim360 {

struct Attribute {
  std::string name, display,
      type;  // name: caN; type: boolean, text, numeric, date, select, multi_select
  bool is_required = false, has_default = false;
  std::size_t max_length = 250;  // code points; of text
  std::vector<Named> values;     // of select and multi_select
};

struct Settings {
  bool is_known = false;  // false: nothing was discovered
  std::vector<Named> categories;
  std::map<std::string, std::string>
      status_sets;          // effective set by category: its own or the nearest ancestor's
  std::string default_set;  // of categories without any
  std::map<std::string, std::vector<Named>> sets;  // statuses by set
  std::map<std::string, Attribute> attributes;     // by name
  std::map<std::string, std::vector<std::string>>
      attributes_of;  // names by category, inherited ones included
  bool has_locations = false;
  std::vector<Named> locations;

  // {"categories":[row],"assignments":[row],"sets":[row],"attributes":{NAME:row},"attributes_of":{ID:[NAME]},
  // "locations":[row]}, rows as the vendor sent them. Not known when the text is none of ours.
  static Settings read(std::string_view json);

  // The id, or a sentence saying why there is none; see kit::pick.
  Parsed<std::string> find_category(const std::string& wanted) const;
  Parsed<std::string> find_status(const std::string& category, const std::string& wanted) const;
  // The attribute of that name or display name among the category's. The pointer is valid as long
  // as the settings.
  Parsed<const Attribute*> find_attribute(const std::string& category,
                                          const std::string& wanted) const;
};

}  // namespace ingot::bim360
