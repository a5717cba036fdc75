#include "plugins/bim360/settings.hpp"

#include <ingot/kit/json.hpp>
#include <ingot/kit/names.hpp>

namespace ingot::bim360 {
namespace {

std::vector<Named> read_named(const Json& rows, const char* name, const char* parent) {
  std::vector<Named> all;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Json row = rows.at(i);
    all.push_back({row["id"].text(), row[name].text(), row[parent].text(),
                   row["isActive"].boolean().value_or(true)});
  }
  return all;
}

Attribute read_attribute(const Json& row) {
  Attribute attribute;
  attribute.name = row["name"].text();
  attribute.display = row["displayName"].text();
  attribute.type = row["dataType"].text();
  attribute.is_required = row["requiredOnIngress"].boolean().value_or(false);
  attribute.has_default = !row["defaultValue"].is_absent();
  const auto longest = row["maxLengthOnIngress"].integer().value_or(250);
  if (longest > 0 && longest < 250) attribute.max_length = static_cast<std::size_t>(longest);
  attribute.values = read_named(row["values"], "displayName", "");
  return attribute;
}

}  // namespace

Settings Settings::read(std::string_view json) {
  Settings settings;
  const auto parsed = Json::parse(json);
  if (!parsed || !(*parsed)["categories"].is_array()) return settings;
  const Json& root = *parsed;
  settings.is_known = true;
  settings.categories = read_named(root["categories"], "name", "parentId");
  const Json assignments = root["assignments"], sets = root["sets"];
  for (std::size_t i = 0; i < assignments.size(); ++i)
    settings.status_sets[assignments.at(i)["categoryId"].text()] =
        assignments.at(i)["statusStepSetId"].text();
  for (std::size_t i = 0; i < sets.size(); ++i) {
    const std::string id = sets.at(i)["id"].text();
    settings.sets[id] = read_named(sets.at(i)["values"], "label", "");
    if (sets.at(i)["isDefault"].boolean().value_or(false)) settings.default_set = id;
  }
  const Json attributes = root["attributes"], owners = root["attributes_of"];
  for (const std::string& name : attributes.keys())
    settings.attributes[name] = read_attribute(attributes[name]);
  for (const std::string& category : owners.keys()) {
    const Json names = owners[category];
    for (std::size_t i = 0; i < names.size(); ++i)
      settings.attributes_of[category].push_back(names.at(i).text());
  }
  settings.has_locations = root["locations"].is_array();
  settings.locations = read_named(root["locations"], "name", "parentId");
  return settings;
}

Parsed<std::string> Settings::find_category(const std::string& wanted) const {
  return pick(categories, wanted, "category");
}

Parsed<std::string> Settings::find_status(const std::string& category,
                                          const std::string& wanted) const {
  const auto assigned = status_sets.find(category);
  const auto set = sets.find(assigned == status_sets.end() ? default_set : assigned->second);
  if (set == sets.end())
    return Parsed<std::string>::failed("category " + category + " has no status set");
  return pick(set->second, wanted, "status");
}

Parsed<const Attribute*> Settings::find_attribute(const std::string& category,
                                                  const std::string& wanted) const {
  using Answer = Parsed<const Attribute*>;
  std::vector<Named> own;
  const auto names = attributes_of.find(category);
  if (names != attributes_of.end()) {
    for (const std::string& name : names->second) {
      const auto attribute = attributes.find(name);
      if (attribute != attributes.end()) own.push_back({name, attribute->second.display, "", true});
    }
  }
  const auto name = pick(own, wanted, "custom attribute");
  if (name) return &attributes.at(*name);
  for (const auto& [id, attribute] : attributes) {
    if (id == wanted || is_same_name(attribute.display, wanted))
      return Answer::failed("custom attribute `" + wanted + "` is not one of the category's");
  }
  return Answer::failed(name.problem());
}

}  // namespace ingot::bim360
