#include "plugins/tenovos/lab/metadata_check.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <set>

namespace ingot::lab::tenovos {

namespace {

using Problem = std::optional<std::string>;

// "02/10/2021", a day that exists.
bool is_date(std::string_view text) {
  if (text.size() != 10 || text[2] != '/' || text[5] != '/') return false;
  const auto number = [&](std::size_t at, std::size_t length) {
    int value = -1;
    const char* end = text.data() + at + length;
    return std::from_chars(text.data() + at, end, value).ptr == end ? value : -1;
  };
  const int month = number(0, 2), day = number(3, 2), year = number(6, 4);
  if (month < 1 || day < 1 || year < 1) return false;
  return std::chrono::year_month_day{std::chrono::year(year),
                                     std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day))}
      .ok();
}

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

class MetadataReader {
 public:
  explicit MetadataReader(const MetadataModel& model) : model_(model) {}

  Problem check_list(const Json& list, const std::vector<Attribute>& attributes,
                     const std::string& where) const {
    if (list.items() == nullptr) return where + ": must be an array";
    std::set<std::string> filled, named;
    std::size_t at = 0;
    for (const Json& entry : *list.items()) {
      const std::string here = where + "[" + std::to_string(at++) + "]";
      if (Problem problem = check_shape(entry)) return here + ": " + *problem;
      const std::string& id = *entry["metadataDefinitionId"].text();
      const auto attribute = std::find_if(attributes.begin(), attributes.end(),
                                          [&](const Attribute& one) { return one.id == id; });
      if (attribute == attributes.end()) return here + ": " + id + " is not of this template";
      if (!named.insert(id).second) return here + ": " + attribute->name + " is given twice";
      if (attribute->is_readonly) return here + ": " + attribute->name + " is read-only";
      if (entry.size() == 1) continue;  // an empty attribute
      if (Problem problem = check_value(entry, *attribute, here)) return problem;
      filled.insert(id);
    }
    for (const Attribute& attribute : attributes) {
      if (attribute.is_required && !filled.contains(attribute.id)) {
        return where + ": " + attribute.name + " is required";
      }
    }
    return std::nullopt;
  }

 private:
  static Problem check_shape(const Json& entry) {
    if (entry.members() == nullptr) return "must be an object";
    for (const Json::Member& member : *entry.members()) {
      if (member.name != "metadataDefinitionId" && member.name != "metadataDefinitionValue" &&
          member.name != "metadataDefinitionTableValue") {
        return member.name + ": unknown property";
      }
    }
    if (entry["metadataDefinitionId"].text() == nullptr) {
      return "metadataDefinitionId: a string is required";
    }
    if (entry.size() == 3) return "has a value and a table at once";
    return std::nullopt;
  }

  Problem check_value(const Json& entry, const Attribute& attribute,
                      const std::string& where) const {
    const bool is_table = attribute.kind == AttributeKind::kTable;
    if (is_table != (entry.find("metadataDefinitionTableValue") != nullptr)) {
      return where + ": " + attribute.name + (is_table ? " is a table" : " is no table");
    }
    const Json& value =
        entry[is_table ? "metadataDefinitionTableValue" : "metadataDefinitionValue"];
    switch (attribute.kind) {
      case AttributeKind::kText:
        return named(check_text(value, attribute), attribute, where);
      case AttributeKind::kDate:
        if (value.text() != nullptr && is_date(*value.text())) return std::nullopt;
        return where + ": " + attribute.name + " must be a date like 02/10/2021";
      case AttributeKind::kVocabulary:
        return named(check_choice(value, attribute), attribute, where);
      case AttributeKind::kTable:
        return check_rows(value, attribute, where + ".metadataDefinitionTableValue");
      case AttributeKind::kCascade:
        break;
    }
    return check_list(value, attribute.parts, where + ".metadataDefinitionValue");
  }

  static Problem named(Problem problem, const Attribute& attribute, const std::string& where) {
    if (problem) *problem = where + ": " + attribute.name + " " + *problem;
    return problem;
  }

  static Problem check_text(const Json& value, const Attribute& attribute) {
    if (value.text() == nullptr) return "must be a string";
    if (value.text()->empty() && attribute.is_required) return "is required";
    if (attribute.length > 0 && characters(*value.text()) > attribute.length) {
      return "has more than " + std::to_string(attribute.length) + " characters";
    }
    return std::nullopt;
  }

  Problem check_choice(const Json& value, const Attribute& attribute) const {
    if (!attribute.is_multiple) return check_one(value, attribute);
    if (value.items() == nullptr) return "must be an array of {valueId}";
    if (value.size() == 0 && attribute.is_required) return "is required";
    for (const Json& one : *value.items()) {
      if (Problem problem = check_one(one, attribute)) return problem;
    }
    return std::nullopt;
  }

  Problem check_one(const Json& value, const Attribute& attribute) const {
    const std::string* id = value["valueId"].text();
    if (id == nullptr || value.size() != 1) return "must be {valueId}, and nothing else";
    const Vocabulary* vocabulary = model_.vocabulary(attribute.vocabulary_id);
    if (vocabulary == nullptr || !vocabulary->has(*id)) return "has no value " + *id;
    return std::nullopt;
  }

  Problem check_rows(const Json& rows, const Attribute& attribute, const std::string& where) const {
    if (rows.items() == nullptr) return where + ": must be an array of rows";
    std::size_t at = 0;
    for (const Json& row : *rows.items()) {
      const std::string here = where + "[" + std::to_string(at++) + "]";
      if (Problem problem = check_list(row, attribute.parts, here)) return problem;
    }
    return std::nullopt;
  }

  const MetadataModel& model_;
};

}  // namespace

std::optional<std::string> check_metadata(const Json& metadata,
                                          const MetadataTemplate& metadata_template,
                                          const MetadataModel& model) {
  const MetadataReader reader(model);
  return reader.check_list(metadata.is_null() ? Json::list() : metadata,
                           metadata_template.attributes, "metadata");
}

}  // namespace ingot::lab::tenovos
