#include "plugins/tenovos/lab/metadata_model.hpp"

#include <algorithm>

namespace ingot::lab::tenovos {

namespace {

// "1ab00000-0000-4000-8000-0000000000a1": short enough to type, and a UUID of version 4.
std::string lab_id(const std::string& tail) {
  return "1ab00000-0000-4000-8000-" + std::string(12 - tail.size(), '0') + tail;
}

Attribute text(const std::string& tail, const std::string& name, std::size_t length) {
  Attribute attribute;
  attribute.id = lab_id(tail);
  attribute.name = name;
  attribute.length = length;
  return attribute;
}

Attribute date(const std::string& tail, const std::string& name) {
  Attribute attribute = text(tail, name, 0);
  attribute.kind = AttributeKind::kDate;
  return attribute;
}

Attribute choice(const std::string& tail, const std::string& name, const std::string& vocabulary) {
  Attribute attribute = text(tail, name, 0);
  attribute.kind = AttributeKind::kVocabulary;
  attribute.vocabulary_id = lab_id(vocabulary);
  return attribute;
}

Attribute group(AttributeKind kind, const std::string& tail, const std::string& name,
                std::vector<Attribute> parts) {
  Attribute attribute = text(tail, name, 0);
  attribute.kind = kind;
  attribute.parts = std::move(parts);
  return attribute;
}

Vocabulary vocabulary(const std::string& tail, const std::string& name,
                      const std::vector<std::string>& values) {
  Vocabulary made{lab_id(tail), name, {}};
  for (const std::string& value : values) {
    made.values.push_back({lab_id(tail + std::to_string(made.values.size() + 1)), value});
  }
  return made;
}

std::vector<Attribute> default_attributes() {
  Attribute keywords = choice("a104", "Keywords", "c2");
  keywords.is_multiple = true;
  Attribute imported = text("a106", "Imported By", 64);
  imported.is_readonly = true;
  const Attribute place = group(AttributeKind::kCascade, "a109", "Place",
                                {choice("a110", "Region", "c3"), choice("a111", "City", "c4")});
  return {text("a101", "Title", 80),
          text("a102", "Description", 4000),
          choice("a103", "Asset Type", "c1"),
          keywords,
          date("a105", "Expires"),
          imported,
          group(AttributeKind::kTable, "a107", "Usage Rights",
                {text("a108", "Holder", 80), place, date("a112", "Until")})};
}

std::vector<Attribute> strict_attributes() {
  Attribute title = text("a201", "Title", 80);
  Attribute type = choice("a202", "Asset Type", "c1");
  title.is_required = type.is_required = true;
  return {title, type};
}

const char* type_name(AttributeKind kind) {
  switch (kind) {
    case AttributeKind::kText:
      return "text";
    case AttributeKind::kDate:
      return "date";
    case AttributeKind::kVocabulary:
      return "controlledVocabulary";
    case AttributeKind::kTable:
      return "table";
    case AttributeKind::kCascade:
      break;
  }
  return "cascading";
}

// "Asset Type" is "asset_type" to searches.
std::string search_field(std::string name) {
  for (char& c : name) {
    if (c == ' ') c = '_';
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return name;
}

Json attribute_json(const Attribute& attribute) {
  const bool is_date = attribute.kind == AttributeKind::kDate;
  Json json = Json::object({{"id", attribute.id},
                            {"name", attribute.name},
                            {"type", type_name(attribute.kind)},
                            {"required", attribute.is_required},
                            {"readonly", attribute.is_readonly},
                            {"isMultipleSelect", attribute.is_multiple},
                            {"searchField", search_field(attribute.name)},
                            {"dateFormat", is_date ? "MM/dd/yyyy" : "N/A"}});
  if (attribute.length > 0) json.set("length", attribute.length);
  if (!attribute.vocabulary_id.empty()) {
    json.set("controlledVocabularyId", attribute.vocabulary_id);
  }
  if (attribute.parts.empty()) return json;
  Json parts = Json::list();
  for (const Attribute& part : attribute.parts) parts.push(attribute_json(part));
  json.set("metadataAttributes", std::move(parts));
  return json;
}

template <typename T>
const T* find_by_id(const std::vector<T>& all, const std::string& id) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const T& one) { return one.id == id; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

bool Vocabulary::has(const std::string& value_id) const {
  return find_by_id(values, value_id) != nullptr;
}

const MetadataTemplate* MetadataModel::metadata_template(const std::string& id) const {
  return find_by_id(templates, id);
}
const Vocabulary* MetadataModel::vocabulary(const std::string& id) const {
  return find_by_id(vocabularies, id);
}
const SecurityTemplate* MetadataModel::security_template(const std::string& id) const {
  return find_by_id(security, id);
}

MetadataModel lab_metadata() {
  return {{{lab_id("a1"), "Lab Default", default_attributes()},
           {lab_id("a2"), "Lab Strict", strict_attributes()}},
          {vocabulary("c1", "Asset Types", {"Photo", "Video", "Document"}),
           vocabulary("c2", "Seasons", {"Spring", "Summer", "Autumn", "Winter"}),
           vocabulary("c3", "Regions", {"Europe", "Asia"}),
           vocabulary("c4", "Cities", {"Berlin", "Tokyo"})},
          {{lab_id("b1"), "Lab Everyone", Grant::kGranted},
           {lab_id("b2"), "Lab Press", Grant::kGranted},
           {lab_id("b3"), "Lab Board", Grant::kWithheld}}};
}

Json template_json(const MetadataTemplate& metadata_template) {
  Json attributes = Json::list();
  for (const Attribute& attribute : metadata_template.attributes) {
    attributes.push(attribute_json(attribute));
  }
  const Json group = Json::object({{"groupOrder", 1},
                                   {"metadataGroupName", "Core"},
                                   {"metadataGroupSearchField", "core"},
                                   {"metadataAttributes", std::move(attributes)}});
  const Json inner = Json::object({{"templateId", metadata_template.id},
                                   {"templateName", metadata_template.name},
                                   {"templateType", Json::list({"default"})},
                                   {"metadataGroups", Json::list({group})}});
  return Json::object({{"template", inner}});
}

Json vocabulary_json(const Vocabulary& vocabulary) {
  Json values = Json::list();
  for (const VocabularyValue& value : vocabulary.values) {
    values.push(Json::object({{"valueId", value.id}, {"valueName", value.name}}));
  }
  return Json::object(
      {{"metadataDefinitionId", vocabulary.id},
       {"metadataDefinitionName", vocabulary.name},
       {"metadataDefinitionType", "controlledVocabulary"},
       {"metadataDefinitionSearchField", search_field(vocabulary.name)},
       {"metadata", Json::object({{"values", std::move(values)}, {"searchable", true}})}});
}

Json security_template_json(const SecurityTemplate& security_template) {
  return Json::object({{"templateId", security_template.id},
                       {"templateName", security_template.name},
                       {"securityDenormalized", Json::list()}});
}

}  // namespace ingot::lab::tenovos
