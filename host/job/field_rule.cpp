#include "host/job/field_rule.hpp"

#include <algorithm>

#include "host/base/text.hpp"

namespace ingot::job {
namespace {

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t") - begin + 1));
}

void add_parts(std::vector<std::string>& values, std::string_view text,
               const std::string& separator) {
  while (true) {
    const std::size_t end = separator.empty() ? std::string_view::npos : text.find(separator);
    std::string part = separator.empty() ? std::string(text) : trimmed(text.substr(0, end));
    if (!part.empty()) values.push_back(std::move(part));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + separator.size());
  }
}

// The column of a source that is nothing but ${row.COLUMN}.
const std::string* only_column(const Template& source) {
  const auto& pieces = source.pieces();
  const bool is_one = pieces.size() == 1 && pieces.front().variable == Variable::row;
  return is_one ? &pieces.front().column : nullptr;
}

Error problem(const FieldRule& rule, const std::string& what) {
  return Error{ErrorKind::invalid, "field `" + rule.name + "`: " + what};
}

Status rewrite_dates(const FieldRule& rule, std::vector<std::string>& values) {
  for (std::string& value : values) {
    const auto moment = rule.date->from.read(value);
    if (!moment) return problem(rule, moment.error().message + "; write " + rule.date->from.example());
    value = rule.date->to.write(*moment);
  }
  return {};
}

}  // namespace

Result<std::vector<std::string>> field_values(const FieldRule& rule, const ItemFacts& item) {
  std::vector<std::string> values;
  for (const Template& source : rule.sources) {
    if (const std::string* column = only_column(source)) {
      // As the row has it: several values stay several, and a text may have several lines.
      const io::TableCell* cell = item.row == nullptr ? nullptr : item.row->find(*column);
      if (cell == nullptr) continue;
      for (const std::string& value : cell->values) add_parts(values, value, rule.split);
      continue;
    }
    const auto text = source.render(item);
    if (!text) return problem(rule, text.error().message);
    add_parts(values, *text, rule.split);
  }
  if (!rule.map.empty()) {
    for (std::string& value : values) {
      const auto found = rule.map.find(value);
      if (found != rule.map.end()) {
        value = found->second;
      } else if (rule.fallback) {
        value = *rule.fallback;
      } else {
        return problem(
            rule, "the map has no entry for `" + printable(value) + "` and there is no default");
      }
    }
  }
  if (rule.date) INGOT_CHECK(rewrite_dates(rule, values));
  if (values.empty() && rule.fallback) add_parts(values, *rule.fallback, rule.split);
  if (values.empty() && rule.need == FieldRule::Need::required)
    return problem(rule, "there is no value");
  return values;
}

}  // namespace ingot::job
