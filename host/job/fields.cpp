#include "host/job/fields.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "host/base/json_text.hpp"

namespace ingot::job {
namespace {

void append_values(std::string& json, const FieldRule& rule,
                   const std::vector<std::string>& values) {
  if (rule.form == FieldRule::Form::single && values.size() == 1) {
    append_json(json, values.front());
    return;
  }
  json += '[';
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) json += ',';
    append_json(json, values[i]);
  }
  json += ']';
}

using Rendered =
    std::pair<std::string_view, std::string>;  // what is left of the path, and the value

// Members that share the first step of their path become one nested object.
void append_nested(std::string& json, const std::vector<Rendered>& members) {
  json += '{';
  std::vector<std::string_view> done;
  for (const Rendered& member : members) {
    const std::string_view step = member.first.substr(0, member.first.find('.'));
    if (std::find(done.begin(), done.end(), step) != done.end()) continue;
    if (!done.empty()) json += ',';
    done.push_back(step);
    append_json(json, step);
    json += ':';
    if (step.size() == member.first.size()) {
      append_json(json, member.second);
      continue;
    }
    std::vector<Rendered> below;
    for (const Rendered& other : members) {
      const bool is_below = other.first.size() > step.size() && other.first.starts_with(step) &&
                            other.first[step.size()] == '.';
      if (is_below) below.emplace_back(other.first.substr(step.size() + 1), other.second);
    }
    append_nested(json, below);
  }
  json += '}';
}

}  // namespace

Result<std::string> item_json(const Job& job, const ItemFacts& item) {
  std::string json = "{\"fields\":{";
  bool is_first = true;
  for (const FieldRule& rule : job.fields) {
    INGOT_TRY(const std::vector<std::string> values, field_values(rule, item));
    if (values.empty()) continue;
    if (!is_first) json += ',';
    is_first = false;
    append_json(json, rule.name);
    json += ':';
    append_values(json, rule, values);
  }
  json += "},\"config\":";
  std::vector<Rendered> rendered;
  for (const ItemTemplate& key : job.vendor.item_templates) {
    auto text = key.text.render(item);
    if (!text) return text.error().within("vendor.config." + key.path);
    rendered.emplace_back(key.path, *std::move(text));
  }
  append_nested(json, rendered);
  json += '}';
  return json;
}

}  // namespace ingot::job
