#include "plugins/bim360/lab/project.hpp"

#include <algorithm>

namespace ingot::lab::bim360 {

namespace {

template <typename T, typename Claim>
const T* first_where(const std::vector<T>& all, Claim claim) {
  const auto found = std::find_if(all.begin(), all.end(), claim);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

const Category* Project::category(std::string_view wanted) const {
  return first_where(categories, [&](const Category& one) { return one.id == wanted; });
}

const StatusSet* Project::status_set(std::string_view wanted) const {
  return first_where(status_sets, [&](const StatusSet& one) { return one.id == wanted; });
}

const StepStatus* Project::status(std::string_view wanted) const {
  for (const StatusSet& set : status_sets) {
    const auto* found =
        first_where(set.values, [&](const StepStatus& one) { return one.id == wanted; });
    if (found != nullptr) return found;
  }
  return nullptr;
}

const Attribute* Project::attribute(std::string_view wanted) const {
  return first_where(attributes, [&](const Attribute& one) { return one.name == wanted; });
}

const Folder* Project::folder(std::string_view wanted) const {
  return first_where(folders, [&](const Folder& one) { return one.id == wanted; });
}

bool Project::has_location(std::string_view wanted) const {
  return first_where(locations, [&](const Location& one) { return one.id == wanted; }) != nullptr;
}

const StatusSet* Project::status_set_of(const Category& from, Inheritance inheritance) const {
  if (!from.status_set_id.empty()) return status_set(from.status_set_id);
  if (inheritance == Inheritance::kExplicitOnly) return nullptr;
  const Category* parent = category(from.parent_id);
  if (parent != nullptr) return status_set_of(*parent, inheritance);
  return first_where(status_sets, [](const StatusSet& set) { return set.is_default; });
}

std::vector<Assignment> Project::attributes_of(const Category& from,
                                               Inheritance inheritance) const {
  std::vector<Assignment> all;
  for (const Category* at = &from; at != nullptr; at = category(at->parent_id)) {
    for (const std::string& name : at->attributes) {
      all.push_back({attribute(name), at == &from ? "" : at->id});
    }
    if (inheritance == Inheritance::kExplicitOnly) break;
  }
  return all;
}

std::string Project::path_of(const Folder& at) const {
  const Folder* parent = folder(at.parent_id);
  return parent == nullptr ? "" : path_of(*parent) + "/" + at.name;
}

const char* name_of(DataType type) {
  switch (type) {
    case DataType::kBoolean:
      return "boolean";
    case DataType::kText:
      return "text";
    case DataType::kNumeric:
      return "numeric";
    case DataType::kDate:
      return "date";
    case DataType::kSelect:
      return "select";
    case DataType::kMultiSelect:
      break;
  }
  return "multi_select";
}

}  // namespace ingot::lab::bim360
