// A project's settings: categories, status sets, custom attributes, locations and folders, and what
// a category inherits. Constant once made; pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <ingot/lab/json.hpp>

namespace ingot::lab::bim360 {

struct StepStatus {
  std::string id;  // UUID
  std::string label;
  std::string bucket;
  std::string color;
  bool is_active = true;
};

struct StatusSet {
  std::string id;
  std::string name;
  bool is_default = false;
  std::vector<StepStatus> values;
};

enum class DataType : std::uint8_t { kBoolean, kText, kNumeric, kDate, kSelect, kMultiSelect };

struct AttributeValue {
  std::string id;  // UUID
  std::string display_name;
  bool is_active = true;
};

struct Attribute {
  std::string id;    // UUID
  std::string name;  // "ca1": what customAttributes is keyed by
  std::string display_name;
  DataType type = DataType::kText;
  bool is_required = false;      // requiredOnIngress
  std::size_t max_length = 250;  // maxLengthOnIngress, of text
  Json default_value = {};
  std::vector<AttributeValue> values = {};
  bool is_active = true;
};

struct Category {
  std::string id;  // "42"
  std::string name;
  std::string parent_id = {};                // empty: the root
  std::string status_set_id = {};            // empty: inherited
  std::vector<std::string> attributes = {};  // names assigned here; the ancestors' come on top
  bool is_active = true;
};

struct Location {
  std::string id;  // UUID
  std::string parent_id;
  std::string name;
};

struct Folder {
  std::string id;  // "urn:adsk.wipprod:fs.folder:co.…"
  std::string parent_id;
  std::string name;
};

// An attribute of a category and where it comes from; empty: assigned to the category itself.
struct Assignment {
  const Attribute* attribute = nullptr;
  std::string inherited_from = {};
};

enum class Inheritance : std::uint8_t { kExplicitOnly, kIncluded };

struct Project {
  std::string id;  // UUID, without "b."
  std::string company_id;
  std::string user_id;
  std::vector<Category> categories;  // a parent before its children
  std::vector<StatusSet> status_sets;
  std::vector<Attribute> attributes;
  std::vector<Location> locations;
  std::vector<Folder> folders;  // the first is the root

  // Each answers nullptr where there is none.
  const Category* category(std::string_view id) const;
  const StatusSet* status_set(std::string_view id) const;
  const StepStatus* status(std::string_view id) const;
  const Attribute* attribute(std::string_view name) const;
  const Folder* folder(std::string_view id) const;
  bool has_location(std::string_view id) const;

  // The set a category's statuses come from: its own, else the nearest ancestor's, else the default
  // one. With kExplicitOnly nullptr where the category has none of its own.
  const StatusSet* status_set_of(const Category& category, Inheritance inheritance) const;
  // Own attributes first, then each ancestor's: attributes accumulate (bim360.md 3.1).
  std::vector<Assignment> attributes_of(const Category& category, Inheritance inheritance) const;
  // "/Project Files/Handover" of a folder; "" of the root.
  std::string path_of(const Folder& folder) const;
};

// The wire's word for a type.
const char* name_of(DataType type);

// The one project every lab has; README.md lists it.
Project lab_project();

}  // namespace ingot::lab::bim360
