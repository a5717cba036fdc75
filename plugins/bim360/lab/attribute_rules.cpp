// The values of custom attributes: each data type's form, as the seed gives them.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <set>

#include "plugins/bim360/lab/asset_rules.hpp"

namespace ingot::lab::bim360 {

namespace {

// "2020-04-10", a day that exists and nothing else.
bool is_date(const std::string& text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto year = whole_number(text.substr(0, 4));
  const auto month = whole_number(text.substr(5, 2));
  const auto day = whole_number(text.substr(8, 2));
  if (!year || !month || !day) return false;
  using namespace std::chrono;
  return year_month_day{std::chrono::year(static_cast<int>(*year)),
                        std::chrono::month(static_cast<unsigned>(*month)),
                        std::chrono::day(static_cast<unsigned>(*day))}
      .ok();
}

// Parses whole as a finite floating point number with '.' for the decimal point.
bool is_float(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return !text.empty() && error == std::errc{} && end == text.data() + text.size() &&
         std::isfinite(value);
}

bool is_value_of(const Attribute& attribute, const std::string& id) {
  return std::any_of(
      attribute.values.begin(), attribute.values.end(),
      [&](const AttributeValue& value) { return value.id == id && value.is_active; });
}

bool is_list_of_values(const Attribute& attribute, const Json& value) {
  if (value.items() == nullptr) return false;
  std::set<std::string> seen;
  for (const Json& one : *value.items()) {
    if (one.text() == nullptr || !is_value_of(attribute, *one.text())) return false;
    if (!seen.insert(*one.text()).second) return false;
  }
  return true;
}

// What a value of this type must be; empty where `value` is one.
std::string what_is_wrong(const Attribute& attribute, const Json& value, NumericValues numeric) {
  const std::string* text = value.text();
  switch (attribute.type) {
    case DataType::kBoolean:
      return value.truth() != nullptr ? "" : "must be true or false";
    case DataType::kText:
      return text != nullptr ? "" : "must be a string";
    case DataType::kDate:
      return text != nullptr && is_date(*text) ? "" : "must be a date of the form 2020-04-10";
    case DataType::kNumeric:
      if (numeric == NumericValues::kEither &&
          (value.integer() != nullptr || value.real() != nullptr)) {
        return "";
      }
      return text != nullptr && is_float(*text) ? "" : "must be a string that parses as a number";
    case DataType::kSelect:
      return text != nullptr && is_value_of(attribute, *text) ? "" : "must be an id of its values";
    case DataType::kMultiSelect:
      break;
  }
  return is_list_of_values(attribute, value) ? "" : "must be an array of ids of its values";
}

void check_value(const Attribute& attribute, const Json& value, const RuleBook& rules,
                 Findings& findings) {
  const std::string field = "customAttributes." + attribute.name;
  const std::string wrong = what_is_wrong(attribute, value, rules.options.numeric_values);
  if (!wrong.empty()) {
    findings.add(field, "CUSTOM_ATTRIBUTE_INVALID", attribute.name + " " + wrong,
                 Json::object({{"fieldName", field}, {"dataType", name_of(attribute.type)}}));
    return;
  }
  if (attribute.type != DataType::kText || length_of(*value.text()) <= attribute.max_length) return;
  findings.add(
      field, "FIELD_EXCEEDS_MAX_LENGTH",
      attribute.name + " has more than " + std::to_string(attribute.max_length) + " characters",
      Json::object({{"fieldName", field}, {"maxStringLength", attribute.max_length}}));
}

bool is_empty(const Json& value) {
  return value.is_null() || (value.text() != nullptr && value.text()->empty()) ||
         (value.items() != nullptr && value.items()->empty());
}

}  // namespace

void check_attributes(const Json& values, const Category& category, const RuleBook& rules,
                      Findings& findings) {
  const std::vector<Assignment> assigned =
      rules.project.attributes_of(category, Inheritance::kIncluded);
  for (const Json::Member& member : *values.members()) {
    const auto found = std::find_if(
        assigned.begin(), assigned.end(),
        [&](const Assignment& assignment) { return assignment.attribute->name == member.name; });
    if (found != assigned.end()) {
      check_value(*found->attribute, member.value, rules, findings);
      continue;
    }
    const std::string field = "customAttributes." + member.name;
    findings.add(field, "CUSTOM_ATTRIBUTE_NOT_ASSIGNED",
                 "the category has no custom attribute named " + member.name,
                 Json::object({{"fieldName", field}}));
  }
  for (const Assignment& assignment : assigned) {
    if (!assignment.attribute->is_required) continue;
    if (!is_empty(values[assignment.attribute->name])) continue;
    const std::string field = "customAttributes." + assignment.attribute->name;
    findings.add(field, "CUSTOM_ATTRIBUTE_REQUIRED",
                 assignment.attribute->name + " is required in this category",
                 Json::object({{"fieldName", field}}));
  }
}

}  // namespace ingot::lab::bim360
