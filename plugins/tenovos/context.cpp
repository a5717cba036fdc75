// The template's nesting is only half documented, so attributes are known by what they have, not by
// where they stand.
#include "plugins/tenovos/context.hpp"

#include <ingot/kit/json.hpp>
#include <ingot/kit/names.hpp>

namespace ingot::tenovos {
namespace {

TemplateAttribute read_attribute(const Json& json) {
  TemplateAttribute attribute;
  attribute.id = json["id"].text();
  attribute.name = json["name"].text();
  attribute.type = json["type"].text();
  attribute.date_format = json["dateFormat"].text();
  attribute.vocabulary_id = json["controlledVocabularyId"].text();
  attribute.length = json["length"].integer().value_or(0);
  attribute.is_required = json["required"].boolean().value_or(false);
  attribute.is_read_only = json["readonly"].boolean().value_or(false);
  attribute.is_multiple = json["isMultipleSelect"].boolean().value_or(false);
  return attribute;
}

void collect_attributes(const Json& json, bool is_nested, std::vector<TemplateAttribute>& into) {
  for (std::size_t i = 0; i < json.size(); ++i) collect_attributes(json.at(i), is_nested, into);
  if (json["id"].is_string() && json["name"].is_string() && json["type"].is_string()) {
    into.push_back(read_attribute(json));
    into.back().is_nested = is_nested;
    is_nested = true;
  }
  for (const std::string& key : json.keys()) collect_attributes(json[key], is_nested, into);
}

void collect_values(const Json& json, Vocabulary& into) {
  for (std::size_t i = 0; i < json.size(); ++i) collect_values(json.at(i), into);
  const std::string id = json["valueId"].text();
  if (!id.empty()) into.emplace(json["valueName"].text(), id);
  for (const std::string& key : json.keys()) collect_values(json[key], into);
}

}  // namespace

const TemplateAttribute* Context::find(const std::string& id_or_name) const {
  for (const auto& attribute : attributes) {
    if (attribute.id == id_or_name) return &attribute;
  }
  for (const auto& attribute : attributes) {
    if (is_same_name(attribute.name, id_or_name)) return &attribute;
  }
  return nullptr;
}

Context read_context(std::string_view json) {
  Context context;
  const auto root = Json::parse(json);
  if (!root) return context;
  context.is_online = true;
  context.user_id = (*root)["user_id"].text();
  collect_attributes((*root)["template"], false, context.attributes);
  const Json all = (*root)["vocabularies"];
  for (const std::string& id : all.keys()) collect_values(all[id], context.vocabularies[id]);
  return context;
}

}  // namespace ingot::tenovos
