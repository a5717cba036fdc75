#include <ingot/kit/item_fields.hpp>

#include <algorithm>
#include <numeric>

#include <ingot/kit/json.hpp>

namespace ingot::kit {
namespace {

std::vector<std::string> values_of(const Json& value) {
  if (!value.is_array()) return {value.text()};
  std::vector<std::string> values;
  for (std::size_t i = 0; i < value.size(); ++i) values.push_back(value.at(i).text());
  return values;
}

void read_config(const Json& object, const std::string& prefix, ItemFields& into) {
  for (const std::string& key : object.keys()) {
    const Json value = object[key];
    if (value.is_object()) {
      read_config(value, prefix + key + ".", into);
    } else {
      into.config[prefix + key] = value.text();
    }
  }
}

std::string folded(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t swap = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, swap});
    }
  }
  return row.back();
}

}  // namespace

std::string ItemFields::setting(const std::string& key, const std::string& fallback) const {
  const auto found = config.find(key);
  return found == config.end() || found->second.empty() ? fallback : found->second;
}

const std::vector<std::string>* ItemFields::field(std::string_view name) const {
  for (const auto& [known, values] : fields) {
    if (known == name) return &values;
  }
  return nullptr;
}

Parsed<ItemFields> read_item_fields(std::string_view json) {
  ItemFields result;
  if (json.empty()) return result;
  const auto root = Json::parse(json);
  if (!root) return Parsed<ItemFields>::failed("fields: " + root.problem());
  const Json fields = (*root)["fields"];
  for (const std::string& name : fields.keys())
    result.fields.emplace_back(name, values_of(fields[name]));
  read_config((*root)["config"], "", result);
  return result;
}

std::string nearest_name(std::string_view name, const std::vector<std::string>& known) {
  std::string best;
  std::size_t distance = name.size() / 3 + 2;  // farther is another word, not a typing error
  for (const std::string& candidate : known) {
    const std::size_t d = edit_distance(folded(name), folded(candidate));
    if (d >= distance) continue;
    distance = d;
    best = candidate;
  }
  return best;
}

}  // namespace ingot::kit
