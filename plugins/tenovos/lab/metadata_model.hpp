// What the emulated tenant has configured: metadata templates, controlled vocabularies, security
// templates, and how they look in the look-ups (tenovos.md 2.4). It judges no asset. Values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ingot/lab/json.hpp>

namespace ingot::lab::tenovos {

enum class AttributeKind : std::uint8_t { kText, kDate, kVocabulary, kTable, kCascade };

struct Attribute {
  std::string id;
  std::string name;
  AttributeKind kind = AttributeKind::kText;
  bool is_required = false;
  bool is_readonly = false;
  bool is_multiple = false;           // of kVocabulary
  std::size_t length = 0;             // of kText: the most characters; 0: any number
  std::string vocabulary_id = {};     // of kVocabulary
  std::vector<Attribute> parts = {};  // a table's columns, a cascade's levels
};

struct MetadataTemplate {
  std::string id;
  std::string name;
  std::vector<Attribute> attributes;
};

struct VocabularyValue {
  std::string id;
  std::string name;
};

struct Vocabulary {
  std::string id;
  std::string name;
  std::vector<VocabularyValue> values;

  bool has(const std::string& value_id) const;
};

enum class Grant : std::uint8_t { kGranted, kWithheld };

struct SecurityTemplate {
  std::string id;
  std::string name;
  Grant grant = Grant::kGranted;  // may the lab's user assign it?
};

struct MetadataModel {
  std::vector<MetadataTemplate> templates;
  std::vector<Vocabulary> vocabularies;
  std::vector<SecurityTemplate> security;

  // Each answers nullptr for an id that does not exist.
  const MetadataTemplate* metadata_template(const std::string& id) const;
  const Vocabulary* vocabulary(const std::string& id) const;
  const SecurityTemplate* security_template(const std::string& id) const;
};

// The tenant of the README, with ids that never change.
MetadataModel lab_metadata();

Json template_json(const MetadataTemplate& metadata_template);
Json vocabulary_json(const Vocabulary& vocabulary);
Json security_template_json(const SecurityTemplate& security_template);

}  // namespace ingot::lab::tenovos
